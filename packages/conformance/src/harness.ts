import type { createTriggers } from '@triggerkit/core'
import type { ExpectedOperations } from './oracle/diff-rows.ts'
import type { PathSupports, WritePath } from './write-path.ts'

export type Engine = ReturnType<typeof createTriggers>

export type EngineOptions = NonNullable<Parameters<typeof createTriggers>[0]>

export type Row = Record<string, unknown>

/** Rows to begin with, by table, written in the order given. */
export type Seed = Record<string, Row[]>

/** What the suites must know of a table to judge what triggers were told about it. */
export interface FixtureTable {
  /** Canonical name in the adapter's schema. */
  name: string
  key: readonly string[]
  /** Property paths of every column that a `{{record}}` shows. */
  columns: readonly string[]
  /** Property paths of the columns that it must not show (R19). */
  hidden: readonly string[]
  /** Text column that a before-trigger may alter; none in link tables. */
  alterable?: string
  /** Column that every insert gives and that differs by row; there where `alterable` is. */
  marker?: string
  /** Columns that hold a date where the row was soft-deleted. */
  softDelete?: string
  /** Columns that only some kinds of the table's rows have (inheritance): empty and absent are the same. */
  sparse?: readonly string[]
  /** Columns whose values are the clock's: two runs differ in them. */
  clock?: readonly string[]
}

/**
 * One real call. `run` gives back what the caller gets, together with whatever else it could look at afterwards (arguments that the ORM
 * fills in), so that a run with triggers and one without can be compared.
 */
export interface Binding<Client> {
  path: WritePath
  /** The call as the documentation names it: `repository.update(criteria)`. */
  name: string
  seed?: Seed
  /** Net Changes by table: `{ Item: { update: 2 } }`. Empty where nothing may fire. */
  expect: ExpectedOperations
  /** Tables that the triggers of its tests are registered on; default: all, as `*`. */
  watch?: readonly string[]
  /** Further tables it touches without a Change that triggers see. */
  touches?: readonly string[]
  /** Of inserts: the columns the call gives, in `changedFields` (R24). */
  given?: readonly string[]
  /** Resolves to the caller's view: result and arguments. */
  run(client: Client): Promise<unknown>
  /** By table, the entities among what `run` resolves to whose properties follow what triggers set. */
  entities?(returned: never): Record<string, Row[]>
  /** `shape` proves what is seen, blocked, altered, rolled back and given back; `full` (default) commits, savepoints, skip and queries too. */
  depth?: 'full' | 'shape'
  /** Assertions that have no meaning for this call, each with the reason. */
  inapplicable?: Partial<Record<Assertion, string>>
}

/** A call that the ORM or the database refuses. */
export interface FailingCall<Client> {
  name: string
  seed?: Seed
  touches: readonly string[]
  /** What the database keeps of it all the same; default: nothing. Triggers hear of that, and of nothing else. */
  leaves?: ExpectedOperations
  run(client: Client): Promise<unknown>
}

export type Assertion = 'alter' | 'skip' | 'savepoint' | 'identical' | 'queries' | 'block' | 'audit'

/** One connection to the fixture database: with triggers, or vanilla. */
export interface Side<Client> {
  /** Outside any transaction. */
  client: Client
  /** Empties the tables, and where asked starts their generated keys anew. */
  reset(tables: readonly string[], options?: { restartKeys?: boolean }): Promise<void>
  seed(seed: Seed): Promise<void>
  /** Every row, soft-deleted ones too, hidden columns not, in the order of the key. */
  read(table: string): Promise<Row[]>
  transaction<T>(body: (client: Client) => Promise<T>): Promise<T>
  /** A savepoint of a client that is in a transaction. */
  savepoint<T>(client: Client, body: (client: Client) => Promise<T>): Promise<T>
  /** The statements that `body` sent, with their parameters. */
  queries(body: () => Promise<unknown>): Promise<string[]>
}

/** The plainest writes of an ORM, for the suites that prove rules rather than paths. */
export interface RowWriter<Client> {
  insert(client: Client, table: string, rows: Row[]): Promise<unknown>
  update(client: Client, table: string, where: Row, set: Row): Promise<unknown>
  delete(client: Client, table: string, where: Row): Promise<unknown>
  /** Inserts the row, or updates the one with the same value of the unique column `by`. */
  upsert(client: Client, table: string, row: Row, by: string): Promise<unknown>
}

export interface HarnessSession<Client> extends Side<Client> {
  engine: Engine
  tables: ReadonlyMap<string, FixtureTable>
  /** The same database, or one like it, reached without Triggerkit. */
  vanilla: Side<Client>
  write: RowWriter<Client>
  /** `context.db` of a custom function as a client. */
  clientOf(db: unknown): Client
  teardown(): Promise<void>
}

export interface WritePathHarness<Client> {
  /** `typeorm-1 sqlite` */
  name: string
  /** The row's place in `docs/write-paths.md`. */
  orm: string
  version: string
  database: string
  support: PathSupports
  bindings: readonly Binding<Client>[]
  failures: readonly FailingCall<Client>[]
  can: {
    savepoints: boolean
    /** Transactions that overlap. */
    parallelTransactions: boolean
    /** One UPDATE for rows that each become something else. */
    updateByValues: boolean
    /** An upsert in a transaction updates a row that was committed after the transaction's first look. */
    upsertsLateRows: boolean
  }
  setup(options?: EngineOptions): Promise<HarnessSession<Client>>
}
