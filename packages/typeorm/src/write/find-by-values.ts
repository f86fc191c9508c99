import type { ObjectLiteral, QueryRunner } from 'typeorm'
import { NamedParameters } from '../orm/named-parameters.ts'
import { type ColumnMetadata, sendStatement, withDriverParameters } from '../orm/typeorm-internals.ts'
import { columnValue } from './set-values.ts'
import type { WriteTarget } from './write-target.ts'

/** Value sets that one statement compares with the table. */
const setsPerStatement = 200

/**
 * Rows that have the same values as value sets in one of these sets of unique columns, by the position of the value set. The database
 * compares, by the columns' own types and collations; value sets that give none of the sets whole find nothing. With `lock` they are read
 * as they now are, not as the transaction's snapshot has them.
 */
export async function findByValues(
  target: WriteTarget,
  runner: QueryRunner,
  values: readonly ObjectLiteral[],
  uniques: readonly ColumnMetadata[][],
  select: readonly string[],
  lock = false,
): Promise<Map<number, ObjectLiteral>> {
  const found = new Map<number, ObjectLiteral>()
  for (let start = 0; start < values.length; start += setsPerStatement) {
    const some = values.slice(start, start + setsPerStatement)
    const positions = samePositions(some, uniques)
    for (const raw of await findSome(target, runner, some, uniques, select, lock)) {
      for (const position of positions.get(Number(raw.tk_i)) ?? []) found.set(start + position, raw)
    }
  }
  return found
}

async function findSome(
  { dataSource, builder, table, dialect }: WriteTarget,
  runner: QueryRunner,
  values: readonly ObjectLiteral[],
  uniques: readonly ColumnMetadata[][],
  select: readonly string[],
  lock: boolean,
): Promise<ObjectLiteral[]> {
  const { driver } = dataSource
  const parameters = new NamedParameters()
  const equal = (column: ColumnMetadata, value: unknown): string =>
    `${driver.escape(column.databaseName)} = ${parameters.add(driver.preparePersistentValue(value, column as never))}`
  const conditions = values.map((value) => {
    const alternatives = givenSets(value, uniques).map(
      (given) => `(${given.map(([column, each]) => equal(column, each)).join(' AND ')})`,
    )
    return alternatives.length > 1 ? `(${alternatives.join(' OR ')})` : (alternatives[0] ?? '')
  })
  const wanted = conditions.filter((condition) => condition !== '')
  if (wanted.length === 0) return []
  const cases = conditions
    .map((condition, index) => (condition === '' ? '' : `WHEN ${condition} THEN ${index}`))
    .join(' ')
  const list = [...select, `CASE ${cases} END AS ${driver.escape('tk_i')}`].join(', ')
  const from = builder.getTableName(table.metadata.tablePath)
  const [sql, given] = withDriverParameters(
    dataSource,
    `SELECT ${list} FROM ${from} WHERE ${wanted.join(' OR ')}${lock ? dialect.lock('update') : ''}`,
    parameters.values,
  )
  return (await sendStatement(runner, sql, given)).records as ObjectLiteral[]
}

/** The sets of unique columns that a value set gives whole. */
function givenSets(values: ObjectLiteral, uniques: readonly ColumnMetadata[][]): [ColumnMetadata, unknown][][] {
  return uniques.flatMap((columns) => {
    const given = columns.map((column): [ColumnMetadata, unknown] => [column, columnValue(column, values)])
    return given.some(([, value]) => value === undefined || value === null || typeof value === 'function')
      ? []
      : [given]
  })
}

/** Positions of value sets that give the same unique columns, by the first of them. */
function samePositions(values: readonly ObjectLiteral[], uniques: readonly ColumnMetadata[][]): Map<number, number[]> {
  const first = new Map<string, number>()
  const positions = new Map<number, number[]>()
  values.forEach((value, position) => {
    const text = JSON.stringify(uniques.map((columns) => columns.map((column) => String(columnValue(column, value)))))
    const known = first.get(text)
    if (known === undefined) {
      first.set(text, position)
      positions.set(position, [position])
    } else positions.get(known)!.push(position)
  })
  return positions
}
