import type { Row } from './change.ts'

/** One text per key, the same for the same key in whatever type a driver returns it; keys of other columns or values differ. */
export function keyText(columns: readonly string[], key: Row): string {
  if (columns.length === 1) return partText(key[columns[0]!])
  return columns.map((column) => partText(key[column]).replaceAll('\u0000', '\u0000\u0000')).join('\u0000|')
}

function partText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('')
  if (value === null || value === undefined) return ''
  return String(value)
}
