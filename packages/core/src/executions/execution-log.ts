import type { Port } from '../adapter/port.ts'
import type { ExecutionOutcome, ExecutionRow } from './execution.ts'

/** What `createTriggers({ executions: { log } })` takes: makes the log in the database of the first ORM that connects and has a place for it. */
export interface ExecutionsDriver {
  /** For messages: `sql`, `mongo`, `memory`. */
  readonly name: string
  /**
   * The log in the database of a port. Asks nothing of the database yet.
   *
   * @throws ExecutionsError of code `EXECUTIONS_PORT` where it cannot be kept there.
   */
  connect(port: Port): ExecutionLog
}

/** Where executions are kept: a table or collection of its own. No call is part of a transaction of the application. */
export interface ExecutionLog {
  /**
   * Resolves where the log can be used.
   *
   * @throws ExecutionsError of code `EXECUTIONS_MISSING` or `EXECUTIONS_OUTDATED`, which name the command that mends it.
   */
  verify(): Promise<void>
  /** Keeps rows. Those whose id is there already are passed over, so that a call which failed, or whose answer was lost, can be made again. */
  append(rows: readonly ExecutionRow[]): Promise<void>
  /** Rows that match, the greatest id first. */
  list(query: ExecutionQuery): Promise<ExecutionRow[]>
  /** Deletes rows that began before these moments, failures by one of their own, absent: none of these; at most `limit`, of each kind the oldest. How many. */
  purge(before: ExecutionAge, limit: number): Promise<number>
  /** Makes what it keeps them in, or brings it up to date; nothing where it is. */
  migrate?(): Promise<void>
}

/** Which executions; members add up, and an empty list of outcomes is none. Texts are compared character by character. */
export interface ExecutionQuery {
  readonly trigger?: string
  readonly table?: string
  readonly key?: string
  readonly action?: string
  readonly job?: string
  readonly outcomes?: readonly ExecutionOutcome[]
  /** Began at or after, and before; milliseconds since 1970. */
  readonly from?: number
  readonly to?: number
  /** At most so many. */
  readonly limit: number
  /** Only ids below this one. */
  readonly cursor?: string
}

/** Milliseconds since 1970. */
export interface ExecutionAge {
  readonly completed?: number
  readonly failed?: number
}
