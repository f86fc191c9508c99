import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import type { OutboxSql } from './outbox-sql.ts'
import { toStatement } from './sql-tables.ts'

/** A Job of settlements that has a chain or an ordering key, so that more has to move with it; which Jobs have never changes. */
export function findLinked(outbox: OutboxSql, settlements: string): SqlStatement {
  const { dialect, jobs } = outbox
  const rows = dialect.rows(settlements, { id: 'text' }, 's')
  const query = sql`SELECT 1 AS linked FROM ${rows} ${dialect.joinJobs(jobs, 'j', 'id')} ON j.id = s.id
    WHERE j.chain_id IS NOT NULL OR j.ordering_key IS NOT NULL LIMIT 1`
  return toStatement(outbox, query, true)
}
