import { type RawBuilder, sql } from 'kysely'
import type { OutboxSql } from './outbox-sql.ts'

/** A Job (`j`), and what others wait for it by. */
export function linkedSelection({ dialect: { text } }: OutboxSql): RawBuilder<unknown> {
  return sql`j.seq, ${text(sql`j.ordering_key`)} AS ordering_key, ${text(sql`j.chain_id`)} AS chain_id`
}
