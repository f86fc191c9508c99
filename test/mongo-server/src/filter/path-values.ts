import { isDocument, member } from '../value/bson-value.ts'
import { isIndex } from '../value/field-path.ts'

/** Takes a value at a path, undefined where there is none, with the places in the arrays on the way; true ends the walk. */
export type Visit = (value: unknown, indexes: readonly number[]) => boolean

/**
 * Walks the values that a path names in a document, through the items of every array on the way, as MongoDB's own `ElementIterator` does: items
 * that are no documents are passed over, a document without the field counts as a missing value, and a number is the place of an item as well.
 * Of an array at the end its items come first, then, and with `items: false` only, the array itself.
 */
export function somePathValue(
  value: unknown,
  path: readonly string[],
  visit: Visit,
  { items = true, indexes = [] }: { items?: boolean; indexes?: readonly number[] } = {},
): boolean {
  const [name, ...rest] = path
  if (name === undefined) return someEnd(value, visit, items, indexes)
  if (isDocument(value)) return somePathValue(member(value, name), rest, visit, { items, indexes })
  if (!Array.isArray(value)) return visit(undefined, indexes)
  return value.some((item: unknown, index) => {
    const at = [...indexes, index]
    if (isDocument(item) && somePathValue(item, path, visit, { items, indexes: at })) return true
    if (!isIndex(name) || Number(name) !== index) return false
    if (rest.length > 0 && !isDocument(item) && !Array.isArray(item)) return false
    return somePathValue(item, rest, visit, { items, indexes: at })
  })
}

function someEnd(value: unknown, visit: Visit, items: boolean, indexes: readonly number[]): boolean {
  if (items && Array.isArray(value) && value.some((item: unknown, index) => visit(item, [...indexes, index])))
    return true
  return visit(value, indexes)
}
