import type { SeenRow, SeeRequest } from '@triggerkit/core/adapter'
import type { ObjectLiteral, QueryResult, QueryRunner } from 'typeorm'
import { NamedParameters } from '../orm/named-parameters.ts'
import { sendStatement, type WriteBuilder, withDriverParameters } from '../orm/typeorm-internals.ts'
import { selectedColumns } from '../row/columns.ts'
import { KeyReader, type RawKey } from '../row/key-reader.ts'
import { RowReader } from '../row/row-reader.ts'
import { andWhere, buildStatement, criteriaOf, type StatementParts } from '../statement/build-statement.ts'
import { type CriteriaPlan, keyAfter } from './criteria-look.ts'
import { toSent } from './criteria-statement.ts'
import { SeenColumns } from './see-rows.ts'
import type { WriteTarget } from './write-target.ts'

/** Sends one statement, as the builder's own `execute` or beside it. */
export type ExecuteWith = (send: () => Promise<QueryResult>) => Promise<void>

const old = 'tk_old'

/**
 * UPDATE with the rows before and after in one statement: `WITH tk_old AS (SELECT … FOR NO KEY UPDATE) UPDATE … FROM tk_old … RETURNING …`.
 * The criteria stand in the SELECT, which locks in key order and takes a batch at a time.
 */
export async function* updateDirectly(
  target: WriteTarget,
  plan: CriteriaPlan,
  request: SeeRequest,
  runner: QueryRunner,
  execute: ExecuteWith,
): AsyncIterable<SeenRow[]> {
  const after = new SeenColumns(target, request.record)
  const before = new OldRows(target, request, 'update')
  for (let last: RawKey | undefined; ; ) {
    const raws = await sendDirect(target, runner, execute, {
      cte: before.cte(last),
      where: () => ` FROM ${before.name} WHERE ${before.sameKey()}`,
      returning: [...after.select(before.table), ...before.aliases],
    })
    yield raws.map((raw) => ({
      operation: plan.operation,
      key: after.keys.read(raw),
      record: after.rows.read(raw),
      previousRecord: before.rows.read(raw),
      input: plan.input,
    }))
    if (raws.length < request.batchSize) return
    last = await before.lastKey(runner, raws)
  }
}

/** DELETE … RETURNING; in PostgreSQL a batch at a time, in key order: what is gone is not found again. */
export async function* deleteDirectly(
  target: WriteTarget,
  plan: CriteriaPlan,
  request: SeeRequest,
  runner: QueryRunner,
  execute: ExecuteWith,
): AsyncIterable<SeenRow[]> {
  const wanted =
    request.record === 'all' || request.previous === 'all' ? 'all' : [...request.record, ...request.previous]
  const before = new OldRows(target, { ...request, previous: wanted }, 'key')
  const { writableCte } = target.dialect
  for (;;) {
    const raws = await sendDirect(target, runner, execute, {
      ...(writableCte && {
        cte: before.cte(undefined),
        where: () => ` USING ${before.name} WHERE ${before.sameKey()}`,
      }),
      returning: writableCte ? before.aliases : before.select(),
    })
    yield raws.map((raw) => {
      const record = before.rows.read(raw)
      return { operation: plan.operation, key: before.keys.read(raw), record, previousRecord: record }
    })
    if (!writableCte || raws.length < request.batchSize) return
  }
}

async function sendDirect(
  target: WriteTarget,
  runner: QueryRunner,
  execute: ExecuteWith,
  parts: StatementParts,
): Promise<ObjectLiteral[]> {
  let raws: ObjectLiteral[] = []
  await execute(async () => {
    const statement = buildStatement(target.dataSource, target.builder, parts)
    const answer = await sendStatement(runner, statement.sql, statement.parameters)
    const { result, returned = [] } = toSent(answer, statement)
    raws = returned
    return result
  })
  return raws
}

/** The rows before the statement, under names of our own. */
class OldRows {
  readonly keys: KeyReader
  readonly rows: RowReader
  readonly name: string
  readonly table: string
  readonly #target: WriteTarget
  readonly #request: SeeRequest
  readonly #strength: 'update' | 'key'

  constructor(target: WriteTarget, request: SeeRequest, strength: 'update' | 'key') {
    const { dataSource, dialect, table, builder } = target
    this.#target = target
    this.#request = request
    this.#strength = strength
    this.keys = new KeyReader(dataSource, dialect, table, 'o')
    this.rows = new RowReader(dataSource, table, selectedColumns(table, request.previous), 'p', this.keys.byColumn)
    this.name = builder.escape(old)
    this.table = builder.getTableName(table.metadata.tablePath)
  }

  select(): string[] {
    return [...this.keys.select(), ...this.rows.select()]
  }

  get aliases(): string[] {
    return [...this.keys.aliases, ...this.rows.aliases].map((alias) => `${this.name}.${alias}`)
  }

  cte(last: RawKey | undefined): (builder: WriteBuilder) => string {
    return (builder) => {
      const copy = builder.clone()
      const { where } = criteriaOf(copy)
      builder.expressionMap.parameters = { ...copy.expressionMap.parameters, ...builder.expressionMap.parameters }
      const names = this.#target.table.keys.map((column) => builder.escape(column.databaseName))
      const rest = last === undefined ? where : andWhere(where, keyAfter(names, last, builder))
      const lock = this.#target.dialect.lock(this.#strength)
      const select = `SELECT ${this.select().join(', ')} FROM ${this.table}${rest} ORDER BY ${names.join(', ')} LIMIT ${this.#request.batchSize}`
      return `${this.name} AS (${select}${lock})`
    }
  }

  sameKey(): string {
    const { builder, table } = this.#target
    const own = this.keys.aliases
    return table.keys
      .map((column, index) => `${this.table}.${builder.escape(column.databaseName)} = ${this.name}.${own[index]}`)
      .join(' AND ')
  }

  /** The last of these rows in the order of the key, as the database orders it. */
  async lastKey(runner: QueryRunner, raws: readonly ObjectLiteral[]): Promise<RawKey> {
    const { dataSource, dialect, table, builder } = this.#target
    const keys = raws.map((raw) => this.keys.raw(raw))
    const names = table.keys.map((column) => builder.escape(column.databaseName))
    const parameters = new NamedParameters()
    const where = dialect.keyIn(names, keys, parameters.add)
    const order = names.map((name) => `${name} DESC`).join(', ')
    const select = `SELECT ${this.keys.select().join(', ')} FROM ${this.table} WHERE ${where} ORDER BY ${order} LIMIT 1`
    const [sql, values] = withDriverParameters(dataSource, select, parameters.values)
    const { records } = await sendStatement(runner, sql, values)
    return this.keys.raw(records[0] as ObjectLiteral)
  }
}
