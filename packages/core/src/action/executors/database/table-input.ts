import type { Port } from '../../../adapter/port.ts'
import { closest } from '../../../errors/closest.ts'
import type { TableSchema } from '../../../schema/schema.ts'
import { findColumn } from '../../../trigger/find-column.ts'
import { isSafeName, parsePath } from '../../../value/path.ts'
import { isPlainObject } from '../../../value/plain-object.ts'
import type { ActionRun } from '../../action-executor.ts'
import { inputError, textOf } from '../../input-error.ts'

const maxKnown = 1_000
/** Names that were found to be columns: a set-based action asks for the same ones row by row. */
const knownNames = new WeakMap<TableSchema, Set<string>>()

/** The table that a run works on, as the port's schema knows it. */
export function targetTable(run: ActionRun, port: Port): TableSchema {
  const name = textOf(run, 'table')
  const table = port.schema.find(name)
  if (table !== undefined) return table
  const guess = closest(
    name,
    [...port.schema.tables()].map((each) => each.name),
  )
  throw inputError(run, `there is no table "${name}"${guess === undefined ? '' : `, did you mean "${guess}"?`}.`)
}

/**
 * A column that a run names, or a path into one, or the object round embedded ones.
 *
 * @throws ActionError for a name that the table does not have or that may not be written.
 */
export function assertColumn(run: ActionRun, table: TableSchema, name: string): void {
  let known = knownNames.get(table)
  if (known?.has(name)) return
  const path = parsePath(name)
  if (!path.every(isSafeName)) throw inputError(run, `"${name}" may not be the name of a column.`)
  if (findColumn(path, table) !== 'unknown') {
    if (known === undefined || known.size >= maxKnown) knownNames.set(table, (known = new Set()))
    known.add(name)
    return
  }
  const guess = closest(name, [...table.columns.keys()])
  throw inputError(
    run,
    `${table.name} has no column "${name}"${guess === undefined ? '' : `, did you mean "${guess}"?`}.`,
  )
}

/** Whether an object, as the definition writes it, is made of operators; what a template put in its place never is. */
export function isOperatorObject(written: unknown): written is Record<string, unknown> {
  return isPlainObject(written) && Object.keys(written).some((key) => key.startsWith('$'))
}

/** A value without what is undefined in it: gone from objects, null in arrays. Instances of classes stay as they are. */
export function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => (item === undefined ? null : withoutUndefined(item)))
  if (!isPlainObject(value)) return value
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(members.map(([key, member]) => [key, withoutUndefined(member)]))
}
