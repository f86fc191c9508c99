import { type Row, type RowUpdate, UnsupportedWriteError } from '@triggerkit/core/adapter'
import type { Arguments } from '../client/raw-client.ts'
import type { PrismaTable } from '../schema/prisma-schema.ts'

const native: Partial<Record<keyof RowUpdate, string>> = { $inc: 'increment', $mul: 'multiply' }

/**
 * An update as Prisma's `data`, where Prisma can say it for all rows at once; undefined where it takes a look at each: a number that may be
 * NULL counts as nothing yet, and of $min, $max, $pull and $addToSet Prisma has no word.
 */
export function toData(table: PrismaTable, update: RowUpdate): Arguments | undefined {
  const data: Arguments = { ...update.$set }
  for (const name of Object.keys(update.$unset ?? {})) data[name] = null
  for (const [operator, fields] of Object.entries(update) as [keyof RowUpdate, Arguments][]) {
    if (operator === '$set' || operator === '$unset') continue
    for (const [name, operand] of Object.entries(fields)) {
      const column = table.model.columns.get(name)
      const operation = native[operator]
      if (operation !== undefined && column !== undefined && !column.optional) data[name] = { [operation]: operand }
      else if (operator === '$push' && column?.list) data[name] = { push: operand }
      else return undefined
    }
  }
  return data
}

/** Columns that `computedData` reads. */
export function computedColumns(update: RowUpdate): string[] {
  return Object.entries(update).flatMap(([operator, fields]) =>
    operator === '$set' || operator === '$unset' ? [] : Object.keys(fields as Row),
  )
}

/** What an update makes of one row. */
export function computedData(table: PrismaTable, row: Row, update: RowUpdate): Arguments {
  const data: Arguments = { ...update.$set }
  for (const name of Object.keys(update.$unset ?? {})) data[name] = null
  for (const [operator, fields] of Object.entries(update) as [keyof RowUpdate, Arguments][]) {
    if (operator === '$set' || operator === '$unset') continue
    for (const [name, operand] of Object.entries(fields))
      data[name] = computed(table, operator, name, row[name], operand)
  }
  return data
}

function computed(
  table: PrismaTable,
  operator: keyof RowUpdate,
  name: string,
  value: unknown,
  operand: unknown,
): unknown {
  switch (operator) {
    case '$inc':
      return isNothing(value) ? operand : { increment: operand }
    case '$mul':
      return isNothing(value) ? 0 : { multiply: operand }
    case '$min':
      return isNothing(value) || isLess(operand, value) ? operand : value
    case '$max':
      return isNothing(value) || isLess(value, operand) ? operand : value
    default:
      return changedList(table, operator, name, value, operand)
  }
}

function changedList(
  table: PrismaTable,
  operator: keyof RowUpdate,
  name: string,
  value: unknown,
  operand: unknown,
): unknown[] {
  if (table.model.columns.get(name)?.list !== true) {
    throw new UnsupportedWriteError({
      table: table.schema.name,
      operation: 'update',
      message:
        `${operator} needs a scalar list, and ${table.schema.name}.${name} is none. ` +
        'Read the row in a custom function, change the value and write it.',
    })
  }
  const list = (value as unknown[] | null) ?? []
  if (operator === '$pull') return list.filter((item) => String(item) !== String(operand))
  if (operator === '$addToSet' && list.some((item) => String(item) === String(operand))) return list
  return [...list, operand]
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined
}

/** Decimals order by their own method, everything else by JavaScript's. */
function isLess(first: unknown, second: unknown): boolean {
  const decimal = [first, second].find((value) => typeof (value as { comparedTo?: unknown })?.comparedTo === 'function')
  if (decimal === undefined) return (first as number) < (second as number)
  return decimal === first
    ? (first as { comparedTo(other: unknown): number }).comparedTo(second) < 0
    : (second as { comparedTo(other: unknown): number }).comparedTo(first) > 0
}
