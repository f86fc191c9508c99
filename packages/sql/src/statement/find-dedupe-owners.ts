import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import type { OutboxSql } from './outbox-sql.ts'
import { toStatement } from './sql-tables.ts'

/** MySQL: the Jobs that have their dedupe keys, of those that were to take them; locked, and as they are now. */
export function findDedupeOwners(outbox: OutboxSql, keys: string): SqlStatement {
  const { dialect, marks } = outbox
  const rows = dialect.rows(keys, { name: 'text', taker: 'text' }, 's')
  const query = sql`SELECT ${dialect.text(sql`j.owner`)} AS id FROM ${rows} STRAIGHT_JOIN ${marks} AS j ON j.name = s.name AND j.owner = s.taker AND j.kind = 'dedupe' FOR UPDATE`
  return toStatement(outbox, query, true)
}
