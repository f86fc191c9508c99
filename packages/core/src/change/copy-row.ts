import type { Row } from './change.ts'

/**
 * A copy of the row and of the plain objects in it (embedded columns, JSON); what is hidden stays hidden, other values are shared. Circles are
 * kept.
 */
export function copyRow(row: Row): Row {
  return copyObject(row, {})
}

/** The copies of what was met already; most rows have no objects in them. */
interface Met {
  copies?: Map<object, Row>
}

function copyObject(row: Row, met: Met): Row {
  const copy: Row = {}
  met.copies?.set(row, copy)
  const names = Object.keys(row)
  for (const name of names) {
    if (name === '__proto__') defineValue(copy, name, row[name], true)
    else copy[name] = copyValue(row[name], met, row, copy)
  }
  const own = Object.getOwnPropertyNames(row)
  if (own.length > names.length) copyHidden(row, own, copy, met)
  return copy
}

function copyHidden(row: Row, own: readonly string[], copy: Row, met: Met): void {
  for (const name of own)
    if (!Object.hasOwn(copy, name)) defineValue(copy, name, copyValue(row[name], met, row, copy), false)
}

function defineValue(row: Row, name: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(row, name, { value, enumerable, configurable: true, writable: true })
}

function copyValue(value: unknown, met: Met, row: Row, copy: Row): unknown {
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return value
  met.copies ??= new Map([[row, copy]])
  return met.copies.get(value) ?? copyObject(value as Row, met)
}
