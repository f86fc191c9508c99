import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import type { OutboxSql } from './outbox-sql.ts'
import { toStatement, whole } from './sql-tables.ts'

/** What is so for a time: a dedupe key is taken, Jobs are paused (until they are resumed), a worker is there. */
export interface Mark {
  kind: 'dedupe' | 'trigger' | 'provider' | 'key' | 'worker'
  name: string
  owner: string
  /** How long; default: until it is deleted. */
  forMs?: number
}

/** Puts a mark, where none of another owner is in its place. */
export function putMark(outbox: OutboxSql, { kind, name, owner, forMs }: Mark): SqlStatement {
  const { dialect, marks } = outbox
  const until = forMs === undefined ? sql`NULL` : sql`${dialect.now} + ${whole(forMs)}`
  const rows = dialect.rows(JSON.stringify([{ name, taker: owner }]), { name: 'text', taker: 'text' }, 's')
  const select = sql`SELECT ${sql.lit(kind)}, s.name, s.taker, ${until} FROM ${rows} WHERE 1 = 1`
  return toStatement(outbox, dialect.takeMarks(marks, select, { renewable: true }), false)
}
