import type { NormalizedAction } from '../action/action-definition.ts'
import type { Operation, Row } from '../change/change.ts'
import type { Carried } from '../telemetry/observation.ts'
import type { MissingValue } from '../template/missing-value.ts'
import type { ConcreteEvent } from '../trigger/trigger-event.ts'

/** The version of what a Job's payload is and how its values are encoded (R44). */
export const jobFormat = 1
/** Formats that this version reads. */
export const readableFormats: readonly number[] = [1]

/** What a Job carries: enough to run its action, whatever has become of the definition meanwhile. */
export interface JobContent {
  trigger: { name: string; tag: string; origin: 'code' | 'stored'; event: ConcreteEvent }
  action: JobAction
  /** The input, rendered; absent where it is rendered when the Job runs. */
  input?: Record<string, unknown>
  /** What was missing when it was rendered (R26). */
  missing?: readonly MissingValue[]
  /** Secrets that the input names (R48). */
  secrets?: readonly string[]
  context: JobContext
  /** Names of the triggers that led to the Write (R35). */
  chain: readonly string[]
  /** What the writer's `withContext` was given. */
  values?: Row
  /** What observers of its maker gave it on its way, such as a trace's id. */
  carried?: Carried
  /** Jobs before it in its chain, whose results it may read, by their actions' names. */
  earlier?: Readonly<Record<string, string>>
}

/** As much of an action as it takes to run it; the payload only of one that is rendered late, else its tag and its addresses of files as written. */
export type JobAction = Pick<
  NormalizedAction,
  'type' | 'family' | 'verb' | 'name' | 'timeout' | 'retry' | 'continueOnError' | 'unsafeBeforeCommit'
> & { payload: Record<string, unknown>; actions?: readonly JobAction[] }

/** What happened, and where the input is rendered late, the rows that it may read. */
export interface JobContext {
  operation: Operation
  table: string
  soft?: boolean
  database?: string
  env?: string
  timestamp: string
  changedFields?: readonly string[]
  record?: Row
  previousRecord?: Row
  input?: Row
  records?: Row[]
  previousRecords?: Row[]
  count?: number
  actions?: Record<string, { result: unknown }>
  /** Paths in rows that whole records leave out (R19), and that the action names. */
  hidden?: readonly string[]
}
