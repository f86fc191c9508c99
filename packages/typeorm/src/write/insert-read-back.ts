import { UnsupportedWriteError } from '@triggerkit/core/adapter'
import type { ObjectLiteral, QueryResult, QueryRunner } from 'typeorm'
import { type RawKey, rawKeyText } from '../row/key-reader.ts'
import { findByValues } from './find-by-values.ts'
import type { InsertedRow } from './insert-statement.ts'
import type { SeenColumns } from './see-rows.ts'
import { columnValue } from './set-values.ts'
import type { WriteTarget } from './write-target.ts'

/**
 * Finds the rows of an INSERT that returned none: by the given key, else by the first generated id and the row's place in the statement,
 * which one plain INSERT numbers without gaps (R18).
 */
export async function readBack(
  target: WriteTarget,
  runner: QueryRunner,
  values: readonly ObjectLiteral[],
  seen: SeenColumns,
  result: QueryResult,
): Promise<InsertedRow[]> {
  if (values.length === 0) return []
  const keys = values.map((value, position) => keyOf(target, value, position, result))
  const raws = await seen.byKeys(runner, keys)
  if (keys.every((key) => raws.has(rawKeyText(key))))
    return keys.map((key, position) => ({ raw: raws.get(rawKeyText(key))!, position }))
  if (values.length === 1 && raws.size === 1) return [{ raw: [...raws.values()][0]!, position: 0 }]
  // Dates come back in another form than they were given in: the database compares.
  const found = await findByValues(target, runner, values, [[...target.table.keys]], seen.select())
  if (found.size === values.length) return [...found].map(([position, raw]) => ({ raw, position }))
  throw new UnsupportedWriteError({
    table: target.table.schema.name,
    operation: 'insert',
    message:
      `Inserted rows of ${target.table.schema.name} cannot be told from others: the database returns none, and their keys are not known. ` +
      'Give the keys yourself, or use MariaDB 10.5 or later (type "mariadb").',
  })
}

function keyOf(
  { table, dataSource }: WriteTarget,
  values: ObjectLiteral,
  position: number,
  result: QueryResult,
): RawKey {
  const { insertId } = result.raw as { insertId?: number }
  return table.keys.map((column) => {
    const given = columnValue(column, values)
    if (given !== undefined && given !== null && typeof given !== 'function') {
      return dataSource.driver.preparePersistentValue(given, column as never) as unknown
    }
    return insertId === undefined ? undefined : insertId + position
  })
}
