import type { FilterOperators, RowFilter } from '../adapter/row-filter.ts'
import type { Row } from '../change/change.ts'
import { compareValues } from '../value/compare.ts'
import { valuesEqual } from '../value/equal.ts'

export function matchesFilter(row: Row, filter: RowFilter): boolean {
  return Object.entries(filter).every(([name, expected]) => {
    if (name === '$and') return (expected as RowFilter[]).every((each) => matchesFilter(row, each))
    if (name === '$or') return (expected as RowFilter[]).some((each) => matchesFilter(row, each))
    if (name === '$not') return !matchesFilter(row, expected as RowFilter)
    return isOperators(expected) ? meetsAll(row[name], expected) : equals(row[name], expected)
  })
}

function isOperators(value: unknown): value is FilterOperators {
  return value !== null && typeof value === 'object' && Object.keys(value).some((key) => key.startsWith('$'))
}

function equals(value: unknown, expected: unknown): boolean {
  return expected === null ? value == null : valuesEqual(value, expected)
}

function meetsAll(value: unknown, operators: FilterOperators): boolean {
  return Object.entries(operators).every(([operator, expected]) => meets(value, operator, expected))
}

function meets(value: unknown, operator: string, expected: unknown): boolean {
  switch (operator) {
    case '$eq':
      return equals(value, expected)
    case '$ne':
      return !equals(value, expected)
    case '$in':
      return (expected as unknown[]).some((each) => equals(value, each))
    case '$nin':
      return !(expected as unknown[]).some((each) => equals(value, each))
    case '$null':
      return (value == null) === expected
    case '$like':
      return like(String(value ?? ''), String(expected))
    default:
      return compares(value, operator, expected)
  }
}

function compares(value: unknown, operator: string, expected: unknown): boolean {
  const order = compareValues(value, expected)
  if (order === undefined) return false
  if (operator === '$gt') return order > 0
  if (operator === '$gte') return order >= 0
  if (operator === '$lt') return order < 0
  if (operator === '$lte') return order <= 0
  throw new Error(`Unknown filter operator "${operator}".`)
}

/** `%` any text, `_` one character, `\` takes the next character as it is. */
function like(text: string, pattern: string): boolean {
  const source = pattern.replaceAll(/\\?[\s\S]/gu, (token) => {
    if (token === '%') return '.*'
    if (token === '_') return '.'
    const character = token.length > 1 && token.startsWith('\\') ? token.slice(1) : token
    return character.replace(/[.*+?^${}()|[\]\\/]/, '\\$&')
  })
  return new RegExp(`^${source}$`, 'su').test(text)
}
