import type { Row } from '../change/change.ts'
import type { IfTyped } from '../change/typed-row.ts'
import type { TriggerActionTypeName } from '../trigger/trigger-action-type.ts'
import type { ActionFunction } from './action-function.ts'
import type { RecordFields, RecordRules } from './record-fields.ts'
import type { RetryPolicy } from './retry-policy.ts'

export type Timing = 'sync' | 'async' | 'queued'
export type Phase = 'transaction' | 'commit'

/** How the Job of a `timing: 'queued'` action is queued. */
export interface Queueing {
  /** Milliseconds after the write before it is due, or a template of them. Default 0. */
  delay?: number | string
  /** When it is due instead: a date, ISO 8601 with a time zone, milliseconds since 1970, or a template of one. Past: at once. */
  runAt?: string | number | Date
  /** Jobs of one key run one after the other, in the order of their rows' commits: `{{record.id}}` (R41). At most 200 characters. */
  orderingKey?: string
  /** Whether later Jobs of the ordering key wait for one that is dead, or go on. Default `hold`. */
  onDead?: 'hold' | 'skip'
  /** Within its window only the first Job with this key is kept. At most 200 characters. */
  dedupeKey?: string
  /** Milliseconds from the Job that was kept. Default 3,600,000, an hour. */
  dedupeWindow?: number
}

/** The action's own keys; every other key of a definition is payload. */
export interface ActionOptions extends Queueing {
  /** Unique within its trigger; default: the type and the position (`log.info#2`). Names its result in `{{actions.name.result}}`. */
  name?: string
  /** Default `sync`. */
  timing?: Timing
  /** Overrides where an after-action runs. */
  phase?: Phase
  /** Later actions of the trigger run although this one failed. Default false. */
  continueOnError?: boolean
  retry?: RetryPolicy
  /** Milliseconds per attempt. Default 10,000 outside a transaction, 5,000 inside one (R33). */
  timeout?: number
  /** Allows before a Write what the world would see before the commit (R27). */
  unsafeBeforeCommit?: boolean
  afterCommitFailure?: 'report' | 'throw'
}

/**
 * An action as the user writes it: `{ type, config: {…} }` or `{ type, …payload }`. With a row type, the function of a `custom` action and
 * the columns of `record.set` and `record.validate` are checked by the compiler.
 */
export type ActionDefinition<R extends object = Row> = IfTyped<R, ActionOf<R>, AnyAction>

type AnyAction = ActionOptions & { type: ActionTypeName; config?: Record<string, unknown> } & {
  [payload: string]: unknown
}

/** A closed set of members beside the open ones, so that an editor and the compiler know them. */
interface ActionOf<R extends object> extends ActionOptions, RowPayload<R> {
  type: ActionTypeName
  config?: RowPayload<R> & { [payload: string]: unknown }
  [payload: string]: unknown
}

/** The parts of a payload that are about the trigger's own row. */
interface RowPayload<R extends object> {
  run?: ActionFunction<R>
  fields?: RecordFields<R>
  rules?: RecordRules<R>
}

/** Any text is taken; the known types are what an editor offers. */
type ActionTypeName = TriggerActionTypeName | (string & Record<never, never>)

/** An action in its one kept form. */
export interface NormalizedAction {
  /** `family.verb` (`cache.set`); `custom` has no verb. */
  type: string
  family: string
  verb: string
  /** Unique within its trigger. */
  name: string
  timing: Timing
  phase?: Phase
  continueOnError: boolean
  retry?: RetryPolicy
  timeout?: number
  unsafeBeforeCommit: boolean
  afterCommitFailure?: 'report' | 'throw'
  /** How its Job is queued, with templates unrendered; absent where it says nothing about it. */
  queueing?: Queueing
  /** Everything that is not the action's own key, with templates unrendered. */
  payload: Record<string, unknown>
  /** The function of a `custom` action. */
  run?: ActionFunction
  /** The actions that a `fallback.run` tries in their order. */
  actions?: readonly NormalizedAction[]
}
