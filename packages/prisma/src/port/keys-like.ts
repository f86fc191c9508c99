import { likePattern, type Row } from '@triggerkit/core/adapter'
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
