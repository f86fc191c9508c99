import { type RawBuilder, sql } from 'kysely'
import { exactColumnNames, jobColumnNames } from '../job/job-columns.ts'
import type { OutboxSql } from './outbox-sql.ts'

/** The columns of a Job as a SELECT gives them. */
export function jobSelection({ dialect }: OutboxSql, alias: string): RawBuilder<unknown> {
  return sql.join(
    jobColumnNames.map((name) => {
      const column = sql.id(alias, name)
      return exactColumnNames.has(name) ? sql`${dialect.text(column)} AS ${sql.id(name)}` : column
    }),
  )
}
