import type { TableSchema } from '../schema/schema.ts'
import type { Change, Row } from './change.ts'
import { changedFields } from './changed-fields.ts'
import { copyRow } from './copy-row.ts'

/**
 * What two successive Changes of one row come to (R30): insert then update is an insert with the final record, insert then delete is
 * nothing, delete then insert of the same key is an update, several updates are one. Nothing where the row ends as it began.
 */
export function mergeChanges(table: TableSchema, first: Change, second: Change): Change | undefined {
  if (first.operation === 'insert') return second.operation === 'delete' ? undefined : insertOf(first, second)
  const previousRecord = first.previousRecord ?? first.record
  if (second.operation === 'delete') return { ...second, record: deletedRow(previousRecord, second), previousRecord }
  const record = carryOver(first.operation === 'update' ? first.record : {}, second.record)
  const fields = changedFields(table, previousRecord, record)
  if (fields.length === 0) return undefined
  return { ...second, operation: 'update', soft: false, record, previousRecord, changedFields: fields }
}

function insertOf(first: Change, second: Change): Change {
  return {
    ...second,
    operation: 'insert',
    record: carryOver(first.record, second.record),
    previousRecord: undefined,
    changedFields: [...new Set([...first.changedFields, ...second.changedFields])],
    input: second.input ?? first.input,
  }
}

/** A soft delete's record carries the delete date; any other's is the row as it was before the transaction (R25). */
function deletedRow(previousRecord: Row, second: Change): Row {
  return second.soft ? second.record : previousRecord
}

/** What the caller gave beyond columns stays in the record until a later Change gives it anew. */
function carryOver(earlier: Row, later: Row): Row {
  return Object.defineProperties(copyRow(earlier), Object.getOwnPropertyDescriptors(later)) as Row
}
