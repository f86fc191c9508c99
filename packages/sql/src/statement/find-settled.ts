import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import { settlementColumns } from '../job/settlement-row.ts'
import { linkedSelection } from './linked-selection.ts'
import type { OutboxSql } from './outbox-sql.ts'
import { toStatement } from './sql-tables.ts'

/** What is over with settlements, of Jobs that are still held: the chains and ordering keys that go on with it. Locks the Jobs. */
export function findSettled(outbox: OutboxSql, settlements: string): SqlStatement {
  const { dialect, jobs } = outbox
  const query = sql`SELECT ${linkedSelection(outbox)} FROM ${dialect.rows(settlements, settlementColumns, 's')}
    ${dialect.joinJobs(jobs, 'j', 'id')} ON j.id = s.id AND j.lease = s.held_lease
    WHERE j.state IN ('leased', 'relayed') AND s.ending IN ('completed', 'dead')
      AND (j.chain_id IS NOT NULL OR j.ordering_key IS NOT NULL)
    ORDER BY j.seq ${dialect.lock}`
  return toStatement(outbox, query, true)
}
