import type { ColumnKind } from './column-kind.ts'
import { isNumeric } from './decimal.ts'
import { toInstant } from './instant.ts'
import { toBoolean, toUuidText } from './kind-value.ts'
import { classOf } from './value-class.ts'

/**
 * Whether it makes sense to ask if two values are equal: they are of one class, or the column's kind makes them so
 * (R22). Where it does not, the answer is no, and somebody should hear of it (R23). null is comparable with everything.
 */
export function isComparable(a: unknown, b: unknown, kind?: ColumnKind): boolean {
  const first = classOf(a)
  const second = classOf(b)
  if (first === second || first === 'null' || second === 'null') return true
  switch (kind) {
    case 'integer':
    case 'bigint':
    case 'decimal':
    case 'float':
      return isNumeric(a, true) && isNumeric(b, true)
    case 'boolean':
      return toBoolean(a) !== undefined && toBoolean(b) !== undefined
    case 'date':
      return toInstant(a) !== undefined && toInstant(b) !== undefined
    case 'uuid':
      return toUuidText(a) !== undefined && toUuidText(b) !== undefined
    case 'string':
      return first === 'string' ? isTextual(second) : second === 'string' && isTextual(first)
    case 'json':
      return true
    default:
      return false
  }
}

function isTextual(type: string): boolean {
  return type === 'string' || type === 'number' || type === 'id'
}
