import type { Row } from '../../../change/change.ts'
import { copyHiding, copyWithout } from '../../../change/copy-without.ts'
import type { TableSchema } from '../../../schema/schema.ts'
import { isPlainObject } from '../../../value/plain-object.ts'
import type { ActionExecutor, ActionRun } from '../../action-executor.ts'
import { inputError } from '../../input-error.ts'
import { databaseExecutor, spendOf } from './database-executor.ts'
import { assertColumn, withoutUndefined } from './table-input.ts'

/**
 * `database.insert`: `data` is a row or an array of rows. The rows of all runs go to the port at once for each table. Result: the row as it
 * now is, or the array of rows.
 */
export const insertExecutor: ActionExecutor = databaseExecutor(
  async ({ port, handle, table, signal, hidden }, runs, results) => {
    const given = runs.map(({ run }) => rowsOf(run, table))
    signal.throwIfAborted()
    const all = given.flat()
    spendOf(runs)(
      all.length,
      runs.map(({ index }) => index),
    )
    const inserted = all.length === 0 ? [] : await port.insert(handle, table.name, all)
    let position = 0
    runs.forEach(({ run, index }, at) => {
      const own = inserted.slice(position, position + given[at]!.length)
      position += own.length
      const rows = own.map((row) => seenBy(run, row, hidden))
      results[index] = Array.isArray(run.input.data) ? rows : rows[0]
    })
  },
)

/** A row as a result (R19): its hidden columns are reached by explicit path, and by a stored definition not at all. */
function seenBy(run: ActionRun, row: Row, hidden: readonly string[]): Row {
  if (hidden.length === 0) return row
  return run.stored === undefined ? copyHiding(row, hidden) : copyWithout(row, hidden)
}

function rowsOf(run: ActionRun, table: TableSchema): Row[] {
  const { data } = run.input
  return (Array.isArray(data) ? data : [data]).map((row) => rowOf(run, table, row))
}

function rowOf(run: ActionRun, table: TableSchema, data: unknown): Row {
  if (!isPlainObject(data)) throw inputError(run, '`data` has to be an object of columns, or an array of such.')
  const row: Row = {}
  for (const column of Object.keys(data)) {
    assertColumn(run, table, column)
    if (data[column] !== undefined) row[column] = withoutUndefined(data[column])
  }
  return row
}
