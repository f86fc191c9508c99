import { isPlainObject } from '../value/plain-object.ts'
import { bytesOf } from '../value/value-class.ts'
import type { Row } from './change.ts'

/** One text per key, the same for the same key in whatever type a driver returns it; keys of other columns or values differ. */
export function keyText(columns: readonly string[], key: Row): string {
  if (columns.length === 1) return partText(key[columns[0]!])
  return columns.map((column) => partText(key[column]).replaceAll('\u0000', '\u0000\u0000')).join('\u0000|')
}

function partText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Date) return value.toISOString()
  if (value === null || value === undefined) return ''
  const bytes = bytesOf(value)
  if (bytes !== undefined) return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  // A document may be a key, in MongoDB.
  if (isPlainObject(value)) return JSON.stringify(Object.entries(value).map(([name, part]) => [name, partText(part)]))
  return String(value)
}
