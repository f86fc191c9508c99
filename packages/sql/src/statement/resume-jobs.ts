import type { PauseTarget, SqlStatement } from '@triggerkit/core/adapter'
import { type RawBuilder, sql } from 'kysely'
import { toKept } from '../job/kept-text.ts'
import type { OutboxSql } from './outbox-sql.ts'
import { toStatement, whole } from './sql-tables.ts'

function columnOf({ dialect }: OutboxSql, kind: PauseTarget['kind']): RawBuilder<unknown> {
  if (kind === 'key') return sql`p.held_key`
  return dialect.exact(kind === 'trigger' ? sql`p.trigger_tag` : sql`p.provider`)
}

/** Makes Jobs that were put off, because they were paused or because of their key, claimable as soon as they are due. */
export function resumeJobs(outbox: OutboxSql, { kind, name }: PauseTarget, limit: number): SqlStatement {
  const { dialect, jobs } = outbox
  const source = sql`(SELECT p.seq FROM ${jobs} AS p WHERE ${columnOf(outbox, kind)} = ${toKept(name)}
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
