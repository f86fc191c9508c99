import type { Row } from '@triggerkit/core/adapter'
import { tablePath } from '../sql/table-path.ts'
import type { FilterPlace } from './row-filter-where.ts'

/** Keys of the rows whose column matches a LIKE pattern, which Prisma's own filters cannot say. */
export async function keysLike({ client, table, dialect }: FilterPlace, name: string, pattern: string): Promise<Row[]> {
  const { model, schema } = table
  const quoted = (column: string): string => dialect.quote(model.columns.get(column)!.databaseName)
  const keys = schema.key.map((column) => `${quoted(column)} AS ${dialect.quote(column)}`).join(', ')
  const sql = `SELECT ${keys} FROM ${tablePath(table, dialect)} WHERE ${quoted(name)} LIKE ${dialect.parameter(1)} ESCAPE '!'`
  return client.$queryRawUnsafe(sql, likePattern(pattern))
}

/** The pattern with `!` for its escapes: databases disagree on what a backslash is, in patterns and in literals. */
function likePattern(pattern: string): string {
  return pattern.replaceAll(/\\([\s\S])|!/g, (token: string, escaped: string | undefined) => {
    if (token === '!' || escaped === '!') return '!!'
    return escaped === '%' || escaped === '_' ? `!${escaped}` : escaped!
  })
}
