import type { JobState, SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import { linkedSelection } from './linked-selection.ts'
import type { OutboxSql } from './outbox-sql.ts'
import { toStatement, whole } from './sql-tables.ts'

/** Jobs that have been in a finished state for so long, those that finished first, locked. */
export function pickFinished(outbox: OutboxSql, state: JobState, keptMs: number, limit: number): SqlStatement {
  const { dialect, jobs } = outbox
  const query = sql`SELECT ${linkedSelection(outbox)} FROM ${jobs} AS j
    WHERE j.state = ${sql.lit(state)} AND j.finished_at <= ${dialect.now} - ${whole(keptMs)}
    ORDER BY j.finished_at LIMIT ${whole(limit)} ${dialect.lock}`
  return toStatement(outbox, query, true)
}
