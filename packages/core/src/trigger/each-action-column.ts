import type { NormalizedAction } from '../action/action-definition.ts'
import { joinPath } from '../errors/problem-list.ts'
import { isPlaceholder } from '../template/parse-text.ts'
import { isPlainObject } from '../value/plain-object.ts'

/** A column's name as the action has it (`address.city`), what stands there, and where. */
export type ActionColumnVisit = (name: string, value: unknown, at: string) => void

/** Visits every column that an action names: those of the record (`record.set`), or of its own table in `data` and `where` (`database.*`). */
export function eachActionColumn(
  { type, family, payload }: NormalizedAction,
  at: string,
  visit: ActionColumnVisit,
): void {
  if (type === 'record.set') eachColumn(payload.fields, joinPath(at, 'fields'), visit)
  if (family !== 'database') return
  eachColumn(payload.data, joinPath(at, 'data'), visit)
  eachColumn(payload.where, joinPath(at, 'where'), visit)
}

/** The keys of an object of columns, or of a list of them; below an operator (`$and`, `$inc`) the same again. */
function eachColumn(columns: unknown, at: string, visit: ActionColumnVisit): void {
  if (isPlaceholder(columns)) return
  if (Array.isArray(columns)) columns.forEach((item, index) => eachColumn(item, joinPath(at, index), visit))
  if (!isPlainObject(columns)) return
  for (const [name, value] of Object.entries(columns)) {
    const below = joinPath(at, name)
    if (name.startsWith('$')) eachColumn(value, below, visit)
    else visit(name, value, below)
  }
}
