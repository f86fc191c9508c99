import type { Operation, Row } from '../change/change.ts'
import type { ConcreteEvent } from '../trigger/trigger-event.ts'

/** What a `custom` function gets. */
export interface ActionFunctionContext<R extends object = Row> {
  event: ConcreteEvent
  /** The table's canonical name. */
  table: string
  operation: Operation
  /** The delete is a soft one (R20). */
  soft?: boolean
  changedFields: readonly string[]
  /** What the caller gave for this row, as given. */
  input?: Row
  database?: string
  env?: string
  /** One instant for a whole Write, ISO 8601 in UTC. */
  timestamp: string
  user?: Row
  /** Results of earlier actions of the trigger, by action name. */
  actions?: Record<string, { result: unknown }>
  /** `forEach: 'write'`: the rows of the Write (R32). */
  records?: Row[]
  previousRecords?: Row[]
  count?: number
  /** The rest of what `withContext` was given. */
  [key: string]: unknown
  /** In a before event a live row: assigning to its columns alters the Write. */
  record: R
  previousRecord?: R
  /** The ORM's own client: the write's transaction in phase `transaction` and before, a fresh connection after the commit. */
  db: unknown
  signal: AbortSignal
  /** The same at every attempt: what a receiver knows a repetition by. Of a queued function the id of its Job. */
  idempotencyKey: string
  /** Before events: alters columns of the row. */
  set(fields: Partial<R>): void
  /** Before events: blocks the whole Write; never returns. */
  reject(message: string, options?: { code?: string; field?: string }): never
  /** Before events: drops this row from the Write. */
  skip(): void
}

/** Its result is the action's result; it changes no row. Throwing in a before event blocks the Write with that very error. */
export interface ActionFunction<R extends object = Row> {
  (context: ActionFunctionContext<R>): unknown
  needs?: ActionNeeds
}

/** What a function reads, where that is less than the whole rows. */
export interface ActionNeeds<Column extends string = string> {
  /** Columns of the record, embedded ones by path. Default: all. */
  columns?: 'all' | readonly Column[]
  /** The row before, or columns of it. Default: all of it. */
  previousRecord?: boolean | readonly Column[]
}
