import type { Row } from '@triggerkit/core/adapter'

/** A copy of a row whose embedded objects are copies too; values are shared. */
export function copyRow(row: Row): Row {
  const copy: Row = {}
  for (const name of Object.keys(row)) {
    const value = row[name]
    const isPlain = value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype
    copy[name] = isPlain ? copyRow(value as Row) : value
  }
  return copy
}
