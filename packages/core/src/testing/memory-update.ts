import type { RowUpdate } from '../adapter/row-update.ts'
import type { Row } from '../change/change.ts'
import { valuesEqual } from '../value/equal.ts'

/** The row with the update applied. */
export function applyUpdate(row: Row, update: RowUpdate): Row {
  const next = { ...row }
  for (const [operator, fields] of Object.entries(update)) {
    for (const [name, value] of Object.entries(fields as Row)) next[name] = applied(operator, next[name], value)
  }
  return next
}

function applied(operator: string, current: unknown, value: unknown): unknown {
  switch (operator) {
    case '$set':
      return value
    case '$unset':
      return null
    case '$inc':
      return Number(current ?? 0) + Number(value)
    case '$mul':
      return Number(current ?? 0) * Number(value)
    case '$min':
      return current == null || Number(value) < Number(current) ? value : current
    case '$max':
      return current == null || Number(value) > Number(current) ? value : current
    case '$push':
      return [...((current as unknown[]) ?? []), value]
    case '$pull':
      return ((current as unknown[]) ?? []).filter((each) => !valuesEqual(each, value))
    case '$addToSet':
      return ((current as unknown[]) ?? []).some((each) => valuesEqual(each, value))
        ? current
        : [...((current as unknown[]) ?? []), value]
    default:
      throw new Error(`Unknown update operator "${operator}".`)
  }
}
