import { type RawBuilder, sql } from 'kysely'
import type { JoinedUpdate, SqlDialect } from './dialect.ts'

/** `JOIN`, as PostgreSQL and SQLite have it: they know what to begin with. */
export function joinJobs(jobs: RawBuilder<unknown>, alias: string): RawBuilder<unknown> {
  return sql`JOIN ${jobs} AS ${sql.id(alias)}`
}

/** `UPDATE … FROM`, as PostgreSQL and SQLite have it. */
export function updateFrom({ jobs, source, on, set }: JoinedUpdate): RawBuilder<unknown> {
  const values = Object.entries(set).map(([column, value]) => sql`${sql.id(column)} = ${value}`)
  return sql`UPDATE ${jobs} AS j SET ${sql.join(values)} FROM ${source} WHERE ${on}`
}

/** `INSERT … ON CONFLICT`, as PostgreSQL and SQLite have it. */
export function takeMarks(
  { now }: Pick<SqlDialect, 'now'>,
  marks: RawBuilder<unknown>,
  select: RawBuilder<unknown>,
  renewable: boolean,
): RawBuilder<unknown> {
  const isOwn = renewable ? sql` OR m.owner = excluded.owner` : sql``
  return sql`INSERT INTO ${marks} AS m (kind, name, owner, until) ${select}
    ON CONFLICT (kind, name) DO UPDATE SET owner = excluded.owner, until = excluded.until WHERE m.until <= ${now}${isOwn}`
}
