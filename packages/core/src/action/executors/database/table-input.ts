import type { Port } from '../../../adapter/port.ts'
import { touchesHidden } from '../../../change/hidden-columns.ts'
import { closest } from '../../../errors/closest.ts'
import { describeText } from '../../../errors/describe-value.ts'
import { namesOf } from '../../../schema/create-schema.ts'
import { isOwnTable } from '../../../schema/own-table.ts'
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
  if (table !== undefined) {
    assertWritable(run, table, port)
    return table
  }
  const guess = closest(
    name,
    [...port.schema.tables()].map((each) => each.name),
  )
  const hint = guess === undefined ? '' : `, did you mean ${describeText(guess)}?`
  throw inputError(run, `there is no table ${describeText(name)}${hint}.`)
}

/** Another database than the one that a stored definition was checked against may call another table so (R46). */
function assertWritable(run: ActionRun, table: TableSchema, { schema }: Port): void {
  if (run.stored === undefined) return
  const isOwn = isOwnTable([table.name, ...table.aliases])
  if (!isOwn && run.stored.mayWrite(namesOf(schema, table))) return
  const why = isOwn ? 'it is a table of Triggerkit itself' : 'allow it by createTriggers({ stored: { tables } })'
  throw inputError(run, `a stored definition may not write to "${table.name}": ${why}.`)
}

/**
 * A column that a run names, or a path into one, or the object round embedded ones.
 *
 * @throws ActionError for a name that the table does not have or that may not be written.
 */
export function assertColumn(run: ActionRun, table: TableSchema, name: string): void {
  if (run.stored !== undefined) assertReachable(run, table, name, run.stored.hiddenFrom(table))
  let known = knownNames.get(table)
  if (known?.has(name)) return
  const path = parsePath(name)
  if (!path.every(isSafeName)) throw inputError(run, `${describeText(name)} may not be the name of a column.`)
  if (findColumn(path, table) !== 'unknown') {
    if (known === undefined || known.size >= maxKnown) knownNames.set(table, (known = new Set()))
    known.add(name)
    return
  }
  const guess = closest(name, [...table.columns.keys()])
  const hint = guess === undefined ? '' : `, did you mean "${guess}"?`
  throw inputError(run, `${table.name} has no column ${describeText(name)}${hint}.`)
}

/** A hidden column, or an object that has one in it (R19): to compare with it would tell what it holds. */
function assertReachable(run: ActionRun, table: TableSchema, name: string, hidden: readonly string[]): void {
  const touched = hidden.length === 0 ? undefined : touchesHidden(parsePath(name), hidden)
  if (touched === undefined) return
  const what =
    touched === 'it'
      ? 'is hidden from stored definitions'
      : 'has columns that are hidden from them: name the others one by one'
  throw inputError(run, `"${name}" of ${table.name} ${what}, or allow it by createTriggers({ stored: { sensitive } }).`)
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
