import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import type { OutboxSql } from './outbox-sql.ts'
import { toStatement } from './sql-tables.ts'

export function deleteJobs(outbox: OutboxSql, seqs: string): SqlStatement {
  const { dialect, jobs } = outbox
  const rows = dialect.rows(seqs, { seq: 'integer' }, 's')
  // MariaDB would read the whole table for a subquery of IN.
  const query =
    dialect.database === 'mysql'
      ? sql`DELETE j FROM ${rows} ${dialect.joinJobs(jobs, 'j', 'seq')} ON j.seq = s.seq`
      : sql`DELETE FROM ${jobs} WHERE seq IN (SELECT s.seq FROM ${rows})`
  return toStatement(outbox, query, false)
}
