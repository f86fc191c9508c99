import type { Operation, Row } from '../change/change.ts'
import type { ConcreteEvent } from '../trigger/trigger-event.ts'

/** What `execute` is told of the event; anything further is there for conditions and templates, as from `withContext`. */
export interface ManualContext {
  /** Any name of the table. */
  table: string
  /** The row after the Write. Of a delete the old row, here or as `previousRecord`. */
  record?: Row
  previousRecord?: Row
  /** Default: of an insert the fields that are given, of an update those whose values differ (R22); without `previousRecord` all of them. */
  changedFields?: readonly string[]
  /** What `beforeWrite` and `afterWrite` stand for. Default: an update where both rows are given, a delete where only the previous one is. */
  operation?: Operation
  /** The delete is a soft one (R20). */
  soft?: boolean
  /** What the caller of the Write gave. Default: `record`; of a delete nothing. */
  input?: Row
  /** `{{timestamp}}`. Default: now. */
  timestamp?: string | Date
  user?: Row
  [key: string]: unknown
}

/**
 * Why a trigger did not run: it is disabled, for other environments, switched off by `without`; its condition does not hold; the update
 * changes nothing (R24); a trigger before it blocked the Write or dropped the row (R28).
 */
export type SkipCause = 'disabled' | 'env' | 'muted' | 'condition' | 'unchanged' | 'rejected' | 'dropped'

export interface ActionReport {
  name: string
  type: string
  /** `queued`: its Job is kept, and runs when a worker has it. */
  status: 'done' | 'failed' | 'skipped' | 'queued'
  /** Id of the Job of a queued one. */
  job?: string
  /** What its executor, provider or function gave; undefined where it failed. */
  result?: unknown
  error?: Error
  /** Why it was skipped, as a sentence's end. */
  reason?: string
}

export interface TriggerReport {
  /** Its name. */
  trigger: string
  tag: string
  /** `failed`: some action failed that has no `continueOnError`, or rejected the Write. */
  status: 'ran' | 'skipped' | 'failed'
  /** Why it was skipped: for programs, and as a sentence's end. */
  because?: SkipCause
  reason?: string
  /** In the order in which they ran; none where the trigger was skipped. */
  actions: ActionReport[]
}

export interface ExecutionReport {
  /** The concrete one: never `beforeWrite` or `afterWrite` (R25). */
  event: ConcreteEvent
  /** The table's canonical name where an ORM is connected. */
  table: string
  /** Every trigger that listens to the event on the table, in the order in which they run. */
  triggers: TriggerReport[]
  /** The record as before-triggers left it; hidden and sensitive columns are not enumerable in it (R19). */
  record: Row
  /** A before-trigger dropped the row. */
  skipped: boolean
  /** What a before-trigger blocked the Write with. */
  rejected?: Error
}
