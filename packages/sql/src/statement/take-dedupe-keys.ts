import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import type { OutboxSql } from './outbox-sql.ts'
import { toStatement } from './sql-tables.ts'

export interface DedupeKeyRow {
  name: string
  taker: string
  window_ms: number
}

/** Takes dedupe keys for Jobs, where they are free; gives the ids of those Jobs, where an INSERT gives back rows. In the order of the keys, so that no two transactions wait for each other. */
export function takeDedupeKeys(outbox: OutboxSql, keys: string): SqlStatement {
  const { dialect, marks } = outbox
  const rows = dialect.rows(keys, { name: 'text', taker: 'text', window_ms: 'integer' }, 's')
  // MySQL and SQLite cannot tell what follows FROM from what belongs to the INSERT without a WHERE.
  const select = sql`SELECT 'dedupe', s.name, s.taker, ${dialect.now} + s.window_ms FROM ${rows} WHERE 1 = 1 ORDER BY s.name`
  const insert = dialect.takeMarks(marks, select, { renewable: false })
  return toStatement(outbox, dialect.returning ? sql`${insert} RETURNING owner AS id` : insert, dialect.returning)
}
