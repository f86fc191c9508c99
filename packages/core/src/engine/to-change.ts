import type { SeenRow, Write } from '../adapter/write.ts'
import type { Change } from '../change/change.ts'
import { changedFields } from '../change/changed-fields.ts'
import { hideColumns } from '../change/hidden-columns.ts'
import { withInput } from '../change/input-record.ts'
import type { Binding } from './binding.ts'

/** A seen row as a Change; undefined where an update changed no column (R24). `compared` are the columns that may have changed. */
export function toChange(
  row: SeenRow,
  write: Pick<Write, 'table' | 'soft'>,
  binding: Binding,
  compared: readonly string[] | undefined,
): Change | undefined {
  const { table } = write
  const { operation, key } = row
  const hidden = binding.hiddenOf(table)
  const record = hideColumns(withInput(row.record, row.input, table), hidden)
  const input = binding.inputOf(row.input, table)
  const previousRecord = row.previousRecord && hideColumns(row.previousRecord, hidden)
  if (operation === 'insert') {
    return {
      table: table.name,
      operation,
      key,
      record,
      changedFields: [...(row.given ?? givenBy(record, table))],
      input,
    }
  }
  if (operation === 'delete') {
    const soft = write.soft ?? false
    return {
      table: table.name,
      operation,
      soft,
      key,
      record,
      previousRecord: previousRecord ?? record,
      changedFields: [],
      input,
    }
  }
  const fields = changedFields(table, previousRecord ?? {}, record, compared)
  if (fields.length === 0) return undefined
  return { table: table.name, operation, key, record, previousRecord, changedFields: fields, input }
}

function givenBy(record: object, table: Write['table']): string[] {
  return Object.keys(record).filter((name) => table.columns.has(name))
}
