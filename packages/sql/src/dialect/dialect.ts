import type { SqlConnection, TransactionOptions } from '@triggerkit/core/adapter'
import type { Kysely, RawBuilder } from 'kysely'

export type RowColumns = Readonly<Record<string, 'text' | 'integer'>>

/** An index of the Jobs' table. */
export type JobIndex = 'seq' | 'id' | 'due' | 'held' | 'running' | 'chain'

/** An UPDATE of Jobs (`j`) by rows that it is joined with (`s`). No value may depend on a column that is set as well. */
export interface JoinedUpdate {
  jobs: RawBuilder<unknown>
  source: RawBuilder<unknown>
  /** What Jobs are found by: their key, or their id. */
  by: JobIndex
  on: RawBuilder<unknown>
  set: Readonly<Record<string, RawBuilder<unknown>>>
}

/** What differs between databases in the statements of outbox and store. */
export interface SqlDialect {
  readonly database: SqlConnection['database']
  /** Compiles statements; none is ever sent by it. */
  readonly compiler: Kysely<unknown>
  /** Milliseconds since 1970 by the database's clock: the same all over a statement (R42). */
  readonly now: RawBuilder<number>
  /** A column that is compared to the letter, as it is selected. */
  text(column: RawBuilder<unknown>): RawBuilder<unknown>
  /** Another column of text, to be compared to the letter. */
  exact(column: RawBuilder<unknown>): RawBuilder<unknown>
  /** Whether a long text may be this one, as an index on its beginning tells it: true of others, too. */
  alike(column: RawBuilder<unknown>, text: string): RawBuilder<unknown>
  /** Whether an UPDATE gives back rows. */
  readonly returning: boolean
  /** Ends a SELECT that locks its rows. */
  readonly lock: RawBuilder<unknown>
  /** Of transactions that outbox and store open. */
  readonly transaction: TransactionOptions
  /** Rows of a JSON array of objects, one parameter, under an alias; what an object lacks is NULL. */
  rows(json: string, columns: RowColumns, alias: string): RawBuilder<unknown>
  /** After a table's alias: MySQL is told the index, since it otherwise reads, and locks, whole tables. */
  byIndex(index: JobIndex): RawBuilder<unknown>
  /** Ends an INSERT that leaves a row of the same key as it is; `column` is one of the table's. */
  orLeave(column: RawBuilder<unknown>): RawBuilder<unknown>
  /** Jobs under an alias, joined to what was named before them, and found by an index. */
  joinJobs(jobs: RawBuilder<unknown>, alias: string, by: JobIndex): RawBuilder<unknown>
  update(update: JoinedUpdate): RawBuilder<unknown>
  /**
   * Inserts the marks that a SELECT gives, in place of those whose time is over, and, where `renewable`, of those that have the same owner. Whoever
   * is `owner` then has the mark.
   */
  takeMarks(
    marks: RawBuilder<unknown>,
    select: RawBuilder<unknown>,
    options: { renewable: boolean },
  ): RawBuilder<unknown>
}
