import type { TableSchema } from '../../../schema/schema.ts'
import { toUpdateOperator, updateOperators } from '../../../trigger/check-update.ts'
import { isPlainObject } from '../../../value/plain-object.ts'
import type { ActionRun } from '../../action-executor.ts'
import { inputError } from '../../input-error.ts'
import type { ColumnChange, ColumnChanges, UpdateOperator } from './column-change.ts'
import { isNumeric } from './exact-number.ts'
import { assertColumn, isOperatorObject, withoutUndefined } from './table-input.ts'

/**
 * What `data` of an update does to each column, from both forms: `{ column: { $inc: 1 } }` and `{ $inc: { column: 1 } }`, mixed with plain
 * values. Operators count in either case, and only where the definition itself writes them, never in a value. Columns without a value are
 * left out.
 */
export function parseUpdate(run: ActionRun, table: TableSchema): ColumnChanges {
  const { data } = run.input
  const written = isPlainObject(run.action.payload.data) ? run.action.payload.data : {}
  if (!isPlainObject(data)) throw inputError(run, '`data` has to be an object of columns or update operators.')
  const changes = new Map<string, ColumnChange>()
  const add = (column: string, change: ColumnChange): void => {
    assertColumn(run, table, column)
    if (change.value === undefined) return
    if (changes.has(column)) throw inputError(run, `\`data\` changes "${column}" twice.`)
    changes.set(column, checked(run, column, change))
  }
  for (const key of Object.keys(data)) {
    const value = data[key]
    if (key.startsWith('$')) addByOperator(run, key, value, Object.hasOwn(written, key), add)
    else if (isOperatorObject(written[key]) && isPlainObject(value)) addByColumn(run, key, value, add)
    else add(key, { operator: '$set', value })
  }
  return changes
}

type Add = (column: string, change: ColumnChange) => void

function addByOperator(run: ActionRun, key: string, value: unknown, isWritten: boolean, add: Add): void {
  const operator = operatorOf(run, key)
  if (!isWritten || !isPlainObject(value)) throw inputError(run, `\`data.${key}\` has to be an object of columns.`)
  for (const column of Object.keys(value)) add(column, { operator, value: value[column] })
}

function addByColumn(run: ActionRun, column: string, value: Record<string, unknown>, add: Add): void {
  for (const key of Object.keys(value)) add(column, { operator: operatorOf(run, key), value: value[key] })
}

function operatorOf(run: ActionRun, key: string): UpdateOperator {
  const operator = toUpdateOperator(key)
  if (operator !== undefined) return operator
  throw inputError(run, `\`data\` has the unknown operator "${key}". Operators: ${updateOperators.join(', ')}.`)
}

function checked(run: ActionRun, column: string, { operator, value }: ColumnChange): ColumnChange {
  if ((operator === '$inc' || operator === '$mul') && !isNumeric(value)) {
    throw inputError(run, `${operator} of "${column}" has to be a number.`)
  }
  return { operator, value: withoutUndefined(value) }
}
