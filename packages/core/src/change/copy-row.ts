import type { Row } from './change.ts'

/** A copy of the row and of the plain objects in it (embedded columns, JSON); what is hidden stays hidden, other values are shared. */
export function copyRow(row: Row): Row {
  const copy: Row = {}
  const names = Object.keys(row)
  for (const name of names) {
    if (name === '__proto__') defineValue(copy, name, row[name], true)
    else copy[name] = copyValue(row[name])
  }
  const own = Object.getOwnPropertyNames(row)
  if (own.length > names.length) copyHidden(row, own, copy)
  return copy
}

function copyHidden(row: Row, own: readonly string[], copy: Row): void {
  for (const name of own) if (!Object.hasOwn(copy, name)) defineValue(copy, name, copyValue(row[name]), false)
}

function defineValue(row: Row, name: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(row, name, { value, enumerable, configurable: true, writable: true })
}

function copyValue(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  return Object.getPrototypeOf(value) === Object.prototype ? copyRow(value as Row) : value
}
