import type { PauseTarget, SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import { toKept } from '../job/kept-text.ts'
import { type OutboxSql, toStatement, whole } from './outbox-sql.ts'

const columns = { trigger: 'trigger_tag', provider: 'provider', key: 'held_key' }

/** Makes Jobs that were put off, because they were paused or because of their key, claimable as soon as they are due. */
export function resumeJobs(outbox: OutboxSql, { kind, name }: PauseTarget, limit: number): SqlStatement {
  const { dialect, jobs } = outbox
  const source = sql`(SELECT p.seq FROM ${jobs} AS p WHERE ${sql.id('p', columns[kind])} = ${toKept(name)}
    AND p.state = 'ready' AND p.due_at > p.run_at LIMIT ${whole(limit)}) AS s`
  const query = dialect.update({
    jobs,
    source,
    by: 'seq',
    on: sql`j.seq = s.seq AND j.state = 'ready'`,
    set: { due_at: sql`j.run_at` },
  })
  return toStatement(outbox, query, false)
}
