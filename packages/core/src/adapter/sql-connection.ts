import type { Row } from '../change/change.ts'

/** SQL on the ORM's own connection: what the outbox and the store are kept by. */
export interface SqlConnection<Handle extends object = object> {
  readonly database: 'postgres' | 'mysql' | 'sqlite'
  /**
   * Runs one statement past all triggers: in the handle's transaction, or with none on a connection of its own, which writes (R9) and is released
   * before it settles. Rejects with the driver's or the ORM's own error.
   */
  run(handle: Handle | undefined, statement: SqlStatement): Promise<SqlResult>
}

export interface SqlStatement {
  readonly sql: string
  /** In the order of their placeholders: texts, numbers up to 2⁵³ and null. */
  readonly parameters: readonly (string | number | null)[]
  /** Whether it gives rows. */
  readonly returnsRows: boolean
}

export interface SqlResult {
  /** Under the names that the statement gives; numbers as the driver returns them: a text, a BigInt or a number. */
  readonly rows: Row[]
  /** Rows that were inserted, matched by an update, or deleted; of a statement that returns rows their count. */
  readonly affected: number
}
