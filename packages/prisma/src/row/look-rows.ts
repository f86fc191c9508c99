import { keyText, type Row } from '@triggerkit/core/adapter'
import { type Arguments, delegateOf, type RawClient } from '../client/raw-client.ts'
import type { PrismaTable } from '../schema/prisma-schema.ts'
import type { Dialect } from '../sql/dialect.ts'
import { fromRaw } from '../sql/raw-value.ts'
import { tablePath } from '../sql/table-path.ts'
import { keyOf, selectOf } from './columns.ts'
import { whereOfKeys } from './key-where.ts'

/** Where rows are looked for, and how. */
export interface RowLook {
  client: RawClient
  table: PrismaTable
  dialect: Dialect
  columns: readonly string[]
  /** `update` where only columns beside the key change, `key` otherwise; absent: rows are not locked (R12). */
  lock?: 'update' | 'key'
}

/** Rows by Prisma's own criteria, in the order of their key, at most so many. */
export async function lookByWhere(look: RowLook, where: Arguments, take?: number): Promise<Row[]> {
  const { client, table, columns, lock, dialect } = look
  const isLocked = lock !== undefined && dialect.capabilities.locks
  const rows = (await delegateOf(client, table.model.delegate).findMany!({
    where,
    select: selectOf(isLocked ? table.schema.key : columns),
    orderBy: table.schema.key.map((name) => ({ [name]: 'asc' })),
    ...(take !== undefined && { take }),
  })) as Row[]
  return isLocked
    ? lookByKeys(
        look,
        rows.map((row) => keyOf(table, row)),
      )
    : rows
}

/** Rows by key, locked as they now are, in the order of their key: what a transaction saw before may be older. */
export async function lookByKeys(look: RowLook, keys: readonly Row[]): Promise<Row[]> {
  const { client, table, columns, lock, dialect } = look
  const { model, schema } = table
  const rows: Row[] = []
  const isRead = (name: string): boolean => dialect.readsJson || model.columns.get(name)!.kind !== 'json'
  const names = columns.filter(isRead)
  const selected = names.map((name) => `${quoted(look, name)} AS ${dialect.quote(name)}`).join(', ')
  const order = schema.key.map((name) => quoted(look, name)).join(', ')
  const perStatement = Math.max(1, Math.floor(dialect.capabilities.maxParameters / schema.key.length))
  for (let start = 0; start < keys.length; start += perStatement) {
    const [where, values] = keyCriteria(look, keys.slice(start, start + perStatement))
    const sql = `SELECT ${selected} FROM ${tablePath(table, dialect)} WHERE ${where} ORDER BY ${order}${lock === undefined ? '' : dialect.lock(lock)}`
    const raws = await client.$queryRawUnsafe(sql, ...values)
    rows.push(
      ...raws.map((raw) =>
        Object.fromEntries(names.map((name) => [name, fromRaw(model.columns.get(name)!, raw[name])])),
      ),
    )
  }
  return names.length === columns.length
    ? rows
    : withTyped(
        look,
        rows,
        columns.filter((name) => !isRead(name)),
      )
}

/** The rows, now locked, with columns that only Prisma's own operations can read. */
async function withTyped({ client, table }: RowLook, rows: Row[], names: readonly string[]): Promise<Row[]> {
  const { key } = table.schema
  const select = selectOf([...key, ...names])
  const { findMany } = delegateOf(client, table.model.delegate)
  const typed = (await findMany!({
    where: whereOfKeys(
      table,
      rows.map((row) => keyOf(table, row)),
    ),
    select,
  })) as Row[]
  const byKey = new Map(typed.map((row) => [keyText(key, row), row]))
  return rows.map((row) => ({ ...row, ...byKey.get(keyText(key, row)) }))
}

function keyCriteria(look: RowLook, keys: readonly Row[]): [string, unknown[]] {
  const { table, dialect } = look
  const names = table.schema.key
  const values = keys.flatMap((key) => names.map((name) => dialect.keyValue(key[name])))
  const parameter = (index: number): string => dialect.parameter(index + 1)
  if (names.length === 1) {
    const list = values.map((_value, index) => parameter(index)).join(', ')
    return [`${quoted(look, names[0]!)} IN (${list})`, values]
  }
  const tuples = keys.map((_key, row) =>
    names.map((name, column) => `${quoted(look, name)} = ${parameter(row * names.length + column)}`).join(' AND '),
  )
  return [tuples.map((tuple) => `(${tuple})`).join(' OR '), values]
}

function quoted({ table, dialect }: RowLook, column: string): string {
  return dialect.quote(table.model.columns.get(column)!.databaseName)
}
