import { isPlainObject } from '../value/plain-object.ts'
import { bytesOf } from '../value/value-class.ts'

/** IS_NULL: null or missing. */
export function isNull(value: unknown): boolean {
  return value === null || value === undefined
}

/**
 * IS_EMPTY: null or missing, a text, array, Map, Set or object without content, no bytes. Numbers, booleans and dates
 * never are.
 */
export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true
  if (typeof value !== 'object') return false
  if (Array.isArray(value)) return value.length === 0
  if (value instanceof Map || value instanceof Set) return value.size === 0
  if (isPlainObject(value)) return Object.keys(value).length === 0
  return bytesOf(value)?.length === 0
}
