import type { JobFilter } from '@triggerkit/core/adapter'
import { type RawBuilder, sql } from 'kysely'
import { toKept } from '../job/kept-text.ts'
import type { OutboxSql } from './outbox-sql.ts'
import { whole } from './sql-tables.ts'

/** Whether a Job (`j`) passes a filter. */
export function jobConditions({ dialect }: OutboxSql, filter: JobFilter): RawBuilder<boolean> {
  const { ids, states, error } = filter
  const texts = {
    trigger_tag: filter.trigger,
    table_name: filter.table,
    row_key: filter.key,
    provider: filter.provider,
    ordering_key: filter.orderingKey,
  }
  const times = [
    [sql`j.created_at >=`, filter.createdFrom],
    [sql`j.created_at <`, filter.createdTo],
    [sql`j.finished_at >=`, filter.finishedFrom],
    [sql`j.finished_at <`, filter.finishedTo],
  ] as const
  const conditions: RawBuilder<unknown>[] = [sql`1 = 1`]
  if (ids !== undefined) {
    const rows = dialect.rows(JSON.stringify(ids.map((id) => ({ id: toKept(id) }))), { id: 'text' }, 'i')
    conditions.push(sql`j.id IN (SELECT i.id FROM ${rows})`)
  }
  if (states !== undefined)
    conditions.push(states.length === 0 ? sql`1 = 0` : sql`j.state IN (${sql.join(states.map(sql.lit))})`)
  for (const [column, text] of Object.entries(texts))
    if (text !== undefined) conditions.push(sql`${dialect.exact(sql.id('j', column))} = ${toKept(text)}`)
  if (error !== undefined)
    conditions.push(sql`lower(${dialect.exact(sql`j.error`)}) LIKE lower(${partPattern(error)}) ESCAPE '!'`)
  for (const [compares, time] of times) if (time !== undefined) conditions.push(sql`${compares} ${whole(time)}`)
  return sql`(${sql.join(conditions, sql` AND `)})`
}

/** A LIKE pattern of what has the text, taken literally, in it. */
function partPattern(text: string): string {
  return `%${toKept(text).replace(/[!%_]/g, '!$&')}%`
}
