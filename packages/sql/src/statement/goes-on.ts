import { type RawBuilder, sql } from 'kysely'

/** The next of its chain does not wait for it: it is over, and not a dead one that stops its chain. */
export function goesOn(alias: string): RawBuilder<boolean> {
  const column = (name: string): RawBuilder<unknown> => sql.id(alias, name)
  return sql`(${column('state')} IN ('completed', 'discarded') OR (${column('state')} = 'dead' AND ${column('continue_on_error')} = 1))`
}
