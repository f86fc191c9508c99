import type { RowFilter } from '../../../adapter/row-filter.ts'
import type { ColumnKind } from '../../../value/column-kind.ts'
import { toDecimal } from '../../../value/decimal.ts'
import { toUuidText } from '../../../value/kind-value.ts'
import { isObjectId } from '../../../value/value-class.ts'

/** The columns of a filter that only compares columns with values for equality, by name; undefined for any other. null is no such value. */
export function equalitiesOf(filter: RowFilter): ReadonlyMap<string, unknown> | undefined {
  const equalities = new Map<string, unknown>()
  for (const column of Object.keys(filter).sort()) {
    const value = filter[column]
    if (column.startsWith('$') || value === null || !isScalar(value)) return undefined
    equalities.set(column, value)
  }
  return equalities.size > 0 ? equalities : undefined
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value instanceof Date || (value !== null && isObjectId(value))
}

/**
 * A text such that values with different texts surely match different rows of a column, also where the database ignores case, accents or
 * spaces, or reads numbers out of texts; undefined where nothing is sure.
 */
export function identityOf(value: unknown, kind: ColumnKind = 'unknown'): string | undefined {
  switch (kind) {
    case 'integer':
    case 'bigint':
    case 'decimal':
      return numberText(value)
    case 'uuid':
      return toUuidText(value)
    case 'string':
      return typeof value === 'string' ? foldText(value) : undefined
    case 'boolean':
      return typeof value === 'boolean' ? String(value) : undefined
    case 'unknown':
      return identityByType(value)
    default:
      return undefined
  }
}

function identityByType(value: unknown): string | undefined {
  if (typeof value === 'string') return /^\s*[-+.\d]/.test(value) ? undefined : foldText(value)
  if (typeof value === 'number' || typeof value === 'bigint') return numberText(value)
  return value !== null && typeof value === 'object' && isObjectId(value) ? String(value) : undefined
}

function numberText(value: unknown): string | undefined {
  const decimal = toDecimal(value, true)
  return decimal && `${decimal.sign < 0 ? '-' : ''}${decimal.digits}e${decimal.digits === '' ? 0 : decimal.point}`
}

/** What is left of a text where a collation ignores all that collations ignore; undefined where letters beyond ASCII leave it open. */
function foldText(text: string): string | undefined {
  const folded = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
  return /^[a-z\d]*$/.test(folded) ? folded : undefined
}
