import type { JobFilter, SqlStatement } from '@triggerkit/core/adapter'
import { type RawBuilder, sql } from 'kysely'
import { jobConditions } from './job-conditions.ts'
import { linkedSelection } from './linked-selection.ts'
import type { OutboxSql } from './outbox-sql.ts'
import { toStatement, whole } from './sql-tables.ts'

/** Jobs that can be made ready again: over and not completed, or waiting for a time that is to come. */
export function pickRetried(outbox: OutboxSql, filter: JobFilter, limit: number): SqlStatement {
  const { now } = outbox.dialect
  return pick(
    outbox,
    filter,
    limit,
    sql`(j.state IN ('dead', 'discarded') OR (j.state = 'ready' AND j.run_at > ${now}))`,
  )
}

/** Jobs that can be given up: dead, or neither over nor leased. */
export function pickDiscarded(outbox: OutboxSql, filter: JobFilter, limit: number): SqlStatement {
  return pick(outbox, filter, limit, sql`j.state IN ('dead', 'ready', 'waiting', 'relayed')`)
}

/** The first Jobs by `seq` that match, locked. */
function pick(outbox: OutboxSql, filter: JobFilter, limit: number, meant: RawBuilder<unknown>): SqlStatement {
  const query = sql`SELECT ${linkedSelection(outbox)} FROM ${outbox.jobs} AS j
    WHERE ${jobConditions(outbox, filter)} AND ${meant} ORDER BY j.seq LIMIT ${whole(limit)} ${outbox.dialect.lock}`
  return toStatement(outbox, query, true)
}
