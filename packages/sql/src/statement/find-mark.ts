import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import type { OutboxSql } from './outbox-sql.ts'
import type { Mark } from './put-mark.ts'
import { toStatement } from './sql-tables.ts'

/** A mark, if it is this owner's. */
export function findMark(outbox: OutboxSql, { kind, name, owner }: Mark): SqlStatement {
  const query = sql`SELECT 1 AS found FROM ${outbox.marks} WHERE kind = ${sql.lit(kind)} AND name = ${name} AND owner = ${owner}`
  return toStatement(outbox, query, true)
}
