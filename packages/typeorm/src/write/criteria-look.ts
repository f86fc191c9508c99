import type { LookedRow, LookRequest, Operation, Row } from '@triggerkit/core/adapter'
import type { ObjectLiteral, QueryRunner } from 'typeorm'
import { sendStatement, type WriteBuilder, withDriverParameters } from '../orm/typeorm-internals.ts'
import { selectedColumns, setInRow } from '../row/columns.ts'
import { KeyReader, type RawKey } from '../row/key-reader.ts'
import { RowReader } from '../row/row-reader.ts'
import { andWhere, type Criteria, copyBuilder, criteriaOf } from '../statement/build-statement.ts'
import { copyRow } from './copy-row.ts'
import type { LookedKey } from './looked-key.ts'
import { applySet, type SetValues } from './set-values.ts'
import type { WriteTarget } from './write-target.ts'

/** What a criteria Write is about to do with the rows that it finds. */
export interface CriteriaPlan {
  operation: Operation
  set: SetValues
  /** The statement changes the key or removes the row. */
  keyGoes: boolean
  /** The statement changes the key: its rows cannot be walked in key order while it runs. */
  keyMoves: boolean
  input?: Row
}

/** The rows that a builder's own criteria find, in the order of their keys, batch by batch (DESIGN, step 4). */
export async function* lookByCriteria(
  target: WriteTarget,
  runner: QueryRunner,
  plan: CriteriaPlan,
  request: LookRequest,
): AsyncIterable<LookedRow[]> {
  const look = new CriteriaLook(target, plan, request)
  const isWhole = plan.keyMoves || target.builder.expressionMap.limit !== undefined
  let last: RawKey | undefined
  for (;;) {
    const raws = await look.fetch(runner, last, isWhole ? undefined : request.batchSize)
    for (let start = 0; start < raws.length; start += request.batchSize) {
      yield raws.slice(start, start + request.batchSize).map((raw) => look.toLooked(raw))
    }
    if (isWhole || raws.length < request.batchSize) return
    last = look.keyOf(raws.at(-1)!)
  }
}

class CriteriaLook {
  readonly #target: WriteTarget
  readonly #plan: CriteriaPlan
  readonly #request: LookRequest
  readonly #keys: KeyReader
  readonly #rows: RowReader
  readonly #expressions: { alias: string; path: string[]; sql: string; column: unknown }[]

  constructor(target: WriteTarget, plan: CriteriaPlan, request: LookRequest) {
    const { dataSource, dialect, table } = target
    this.#target = target
    this.#plan = plan
    this.#request = request
    this.#keys = new KeyReader(dataSource, dialect, table)
    const columns = new Set([...selectedColumns(table, request.previous), ...selectedColumns(table, request.next)])
    this.#rows = new RowReader(dataSource, table, [...columns], 'p', this.#keys.byColumn)
    this.#expressions = [...plan.set.expressions].map(([column, sql], index) => ({
      alias: `tk_n${index}`,
      path: table.names.get(column)!.split('.'),
      sql,
      column,
    }))
  }

  async fetch(runner: QueryRunner, after: RawKey | undefined, limit: number | undefined): Promise<ObjectLiteral[]> {
    const { dataSource, builder } = this.#target
    const copy = copyBuilder(builder)
    const sql = this.#select(copy, criteriaOf(copy), after, limit)
    const [text, parameters] = withDriverParameters(
      dataSource,
      copy.replacePropertyNamesForTheWholeQuery(sql),
      copy.getParameters(),
    )
    return (await sendStatement(runner, text, parameters)).records as ObjectLiteral[]
  }

  keyOf(raw: ObjectLiteral): RawKey {
    return this.#keys.raw(raw)
  }

  toLooked(raw: ObjectLiteral): LookedRow {
    const { operation, set, input } = this.#plan
    const previous = this.#rows.read(raw)
    const next = operation === 'delete' ? previous : copyRow(previous)
    if (operation === 'update') {
      applySet(next, this.#target.table, set)
      const { driver } = this.#target.dataSource
      for (const { alias, path, column } of this.#expressions)
        setInRow(next, path, driver.prepareHydratedValue(raw[alias], column as never))
    }
    const key = this.keyOf(raw)
    const token: LookedKey = { key, next: this.#nextKey(raw, key) }
    return { operation, key: this.#keys.read(raw), previous, next, input, token }
  }

  #select(copy: WriteBuilder, criteria: Criteria, after: RawKey | undefined, limit: number | undefined): string {
    const { dialect, table } = this.#target
    const names = table.keys.map((column) => copy.escape(column.databaseName))
    const list = [
      ...this.#keys.select(),
      ...this.#rows.select(),
      ...this.#expressions.map(({ sql, alias }) => `(${sql}) AS ${copy.escape(alias)}`),
    ]
    const where = after === undefined ? criteria.where : andWhere(criteria.where, keyAfter(names, after, copy))
    const orderBy = criteria.orderBy || ` ORDER BY ${names.join(', ')}`
    const lock = this.#request.lock ? dialect.lock(this.#plan.keyGoes ? 'key' : 'update') : ''
    const bound = criteria.limit || (limit === undefined ? '' : ` LIMIT ${limit}`)
    return `${criteria.cte}SELECT ${list.join(', ')} FROM ${copy.getTableName(copy.getMainTableName())}${where}${orderBy}${bound}${lock}`
  }

  #nextKey(raw: ObjectLiteral, key: RawKey): RawKey {
    if (!this.#plan.keyMoves) return key
    const { table, dataSource } = this.#target
    return table.keys.map((column, index) => {
      const expression = this.#expressions.find((each) => each.column === column)
      if (expression) return raw[expression.alias] as unknown
      const { values } = this.#plan.set
      return values.has(column)
        ? (dataSource.driver.preparePersistentValue(values.get(column), column as never) as unknown)
        : key[index]
    })
  }
}

/** Rows that come after this one in the order of the key. */
export function keyAfter(names: readonly string[], key: RawKey, builder: WriteBuilder): string {
  const values = key.map((value) => builder.createParameter(value))
  if (names.length === 1) return `${names[0]} > ${values[0]}`
  return `(${names.join(', ')}) > (${values.join(', ')})`
}
