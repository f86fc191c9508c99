import type { Row } from './change.ts'

/** A copy of the row and of the plain objects in it (embedded columns, JSON); what is hidden stays hidden, other values are shared. */
export function copyRow(row: Row): Row {
  const copy: Row = {}
  for (const name of Reflect.ownKeys(row) as string[]) {
    const descriptor = Object.getOwnPropertyDescriptor(row, name)!
    Object.defineProperty(copy, name, {
      value: copyValue(row[name]),
      enumerable: descriptor.enumerable,
      configurable: true,
      writable: true,
    })
  }
  return copy
}

function copyValue(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  return Object.getPrototypeOf(value) === Object.prototype ? copyRow(value as Row) : value
}
