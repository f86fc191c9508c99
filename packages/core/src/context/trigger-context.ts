import type { Operation, Row } from '../change/change.ts'
import type { ConcreteEvent } from '../trigger/trigger-event.ts'

/** What conditions and templates read: SPEC's placeholders, by the same names. */
export interface EvaluationContext {
  event: ConcreteEvent
  table: string
  operation: Operation
  soft?: boolean
  record: Row
  previousRecord?: Row
  changedFields: readonly string[]
  input?: Row
  database?: string
  env?: string
  /** One instant for a whole Write, ISO 8601 in UTC. */
  timestamp: string
  user?: Row
  /** Results of earlier actions of the trigger, by action name: `{{actions.name.result.path}}`. */
  actions?: Record<string, { result: unknown }>
  /** `forEach: 'write'` (R32). */
  records?: Row[]
  previousRecords?: Row[]
  count?: number
  /** The rest of what `withContext` was given. */
  [key: string]: unknown
}
