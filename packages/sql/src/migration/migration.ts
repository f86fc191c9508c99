/** A step from one version of the tables to the next, as statements that can be run again where they were run before. */
export interface Migration {
  /** From 1. */
  readonly version: number
  readonly name: string
  readonly up: readonly string[]
  readonly down: readonly string[]
}

export interface MigrationOptions {
  /** PostgreSQL's schema, MySQL's database or SQLite's attached database that the tables are in. It has to be there. Default: that of the connection. */
  schema?: string
}
