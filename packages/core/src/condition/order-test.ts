import type { ColumnKind } from '../value/column-kind.ts'
import { compareValues } from '../value/compare.ts'
import { toSpecialNumber } from '../value/decimal.ts'
import type { TestOptions, ValueTest } from './value-test.ts'

export type OrderOperator = 'GREATER_THAN' | 'GREATER_THAN_OR_EQUALS' | 'LESS_THAN' | 'LESS_THAN_OR_EQUALS'

const accepts: Readonly<Record<OrderOperator, (order: number) => boolean>> = {
  GREATER_THAN: (order) => order > 0,
  GREATER_THAN_OR_EQUALS: (order) => order >= 0,
  LESS_THAN: (order) => order < 0,
  LESS_THAN_OR_EQUALS: (order) => order <= 0,
}

/** GREATER_THAN and its kin: false of null, and of what has no order with the operand. */
export function orderTest(operator: OrderOperator, expected: unknown, { kind, onMismatch }: TestOptions): ValueTest {
  const isAccepted = accepts[operator]
  return (value) => {
    if (value === null || value === undefined) return false
    const order = compareValues(value, expected, kind)
    if (order !== undefined) return isAccepted(order)
    if (!isUnordered(value, kind)) onMismatch(value)
    return false
  }
}

/** NaN and an invalid Date are of a class that has an order, without having one. */
function isUnordered(value: unknown, kind: ColumnKind | undefined): boolean {
  if (value instanceof Date) return Number.isNaN(value.getTime())
  const isNumber = kind === 'integer' || kind === 'bigint' || kind === 'decimal' || kind === 'float'
  return Number.isNaN(toSpecialNumber(value, isNumber))
}
