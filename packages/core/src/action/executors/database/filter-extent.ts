import type { RowFilter } from '../../../adapter/row-filter.ts'
import { isPlainObject } from '../../../value/plain-object.ts'

/** Which rows a filter lets pass, as far as it can be told without looking at any. */
export type FilterExtent = 'every' | 'none' | 'some'

export function extentOf(filter: RowFilter): FilterExtent {
  return all(Object.keys(filter).map((key) => extentOfKey(key, filter[key])))
}

function extentOfKey(key: string, value: unknown): FilterExtent {
  if (key === '$and') return all((value as RowFilter[]).map(extentOf))
  if (key === '$or') return any((value as RowFilter[]).map(extentOf))
  if (key === '$not') return inverse(extentOf(value as RowFilter))
  return isPlainObject(value)
    ? all(Object.entries(value).map(([operator, operand]) => extentOfOperator(operator, operand)))
    : 'some'
}

function extentOfOperator(operator: string, operand: unknown): FilterExtent {
  const isEmpty = Array.isArray(operand) && operand.length === 0
  if (operator === '$in' && isEmpty) return 'none'
  if (operator === '$nin' && isEmpty) return 'every'
  return operator === '$like' && /^%+$/.test(String(operand)) ? 'every' : 'some'
}

function all(extents: readonly FilterExtent[]): FilterExtent {
  if (extents.includes('none')) return 'none'
  return extents.every((extent) => extent === 'every') ? 'every' : 'some'
}

function any(extents: readonly FilterExtent[]): FilterExtent {
  if (extents.includes('every')) return 'every'
  return extents.every((extent) => extent === 'none') ? 'none' : 'some'
}

function inverse(extent: FilterExtent): FilterExtent {
  return extent === 'every' ? 'none' : extent === 'none' ? 'every' : 'some'
}
