import type { Row } from '@triggerkit/core/adapter'
import type { Arguments } from '../client/raw-client.ts'
import type { Model, ModelColumn } from '../schema/model.ts'

/** Columns of a model that `data` gives a value to. */
export function givenColumns(model: Model, data: Arguments): string[] {
  return Object.keys(data).filter((name) => model.columns.has(name) && data[name] !== undefined)
}

/** Columns that an update may change: those that its `data` gives, and those that Prisma sets at each update. */
export function changingColumns(model: Model, data: Arguments): string[] {
  const touched = [...model.columns.values()].filter((column) => column.touched)
  return [...new Set([...givenColumns(model, data), ...touched.map(({ name }) => name)])]
}

/** What an insert's `data` gives, as a row. */
export function insertedRow(model: Model, data: Arguments): Row {
  const row: Row = {}
  for (const name of givenColumns(model, data)) row[name] = setValue(model.columns.get(name)!, data[name])
  return row
}

/** The row as an update's `data` makes it (R14). */
export function updatedRow(model: Model, previous: Row, data: Arguments): Row {
  const next = { ...previous }
  for (const name of givenColumns(model, data))
    next[name] = nextValue(model.columns.get(name)!, previous[name], data[name])
  return next
}

function nextValue(column: ModelColumn, previous: unknown, given: unknown): unknown {
  const operation = operationOf(column, given)
  if (operation === undefined) return setValue(column, given)
  const [name, operand] = operation
  if (name === 'push')
    return [...((previous as unknown[] | null) ?? []), ...(Array.isArray(operand) ? operand : [operand])]
  if (previous === null || previous === undefined) return null
  return calculate(column, name, previous, operand)
}

/** `{ increment: 1 }` and its like; a Json column has only values. */
function operationOf({ kind }: ModelColumn, given: unknown): [string, unknown] | undefined {
  if (
    kind === 'json' ||
    given === null ||
    typeof given !== 'object' ||
    Object.getPrototypeOf(given) !== Object.prototype
  )
    return undefined
  const [entry, ...more] = Object.entries(given).filter(([, value]) => value !== undefined)
  return entry === undefined || more.length > 0 || entry[0] === 'set' ? undefined : entry
}

/** A value as it is given, or as `{ set: value }`. */
function setValue({ kind, list }: ModelColumn, given: unknown): unknown {
  const isSet = kind !== 'json' && given !== null && typeof given === 'object' && Object.keys(given).join() === 'set'
  const value = isSet ? (given as { set: unknown }).set : given
  if (kind === 'date' && typeof value === 'string') return new Date(value)
  if (kind === 'json') return isNullMarker(value) ? null : value
  return list || value !== undefined ? value : null
}

/** `Prisma.JsonNull` and `Prisma.DbNull` are objects of classes of their own. */
function isNullMarker(value: unknown): boolean {
  return value !== null && typeof value === 'object' && /^(Json|Db|Any)Null$/.test(value.constructor?.name ?? '')
}

interface DecimalLike {
  add(other: unknown): unknown
  sub(other: unknown): unknown
  mul(other: unknown): unknown
  div(other: unknown): unknown
}

function calculate({ kind }: ModelColumn, operation: string, previous: unknown, operand: unknown): unknown {
  if (kind === 'bigint') return calculateBigint(operation, BigInt(previous as bigint), BigInt(operand as bigint))
  if (kind === 'decimal') {
    const decimal = previous as DecimalLike
    const methods: Record<string, keyof DecimalLike> = {
      increment: 'add',
      decrement: 'sub',
      multiply: 'mul',
      divide: 'div',
    }
    const method = methods[operation]
    return method === undefined ? previous : decimal[method](operand)
  }
  const result = calculateNumber(operation, Number(previous), Number(operand))
  return kind === 'integer' ? Math.trunc(result) : result
}

function calculateNumber(operation: string, previous: number, operand: number): number {
  switch (operation) {
    case 'increment':
      return previous + operand
    case 'decrement':
      return previous - operand
    case 'multiply':
      return previous * operand
    case 'divide':
      return previous / operand
    default:
      return previous
  }
}

function calculateBigint(operation: string, previous: bigint, operand: bigint): bigint {
  switch (operation) {
    case 'increment':
      return previous + operand
    case 'decrement':
      return previous - operand
    case 'multiply':
      return previous * operand
    case 'divide':
      return operand === 0n ? previous : previous / operand
    default:
      return previous
  }
}
