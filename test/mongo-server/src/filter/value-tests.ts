import { Decimal128, Double } from 'bson'
import { notSupported } from '../mongo-error.ts'
import { BSON_TYPES, isNumeric, toNumber, typeOf } from '../value/bson-value.ts'
import { compareValues, equalValues } from '../value/compare-values.ts'

/** Whether a value, undefined where it is missing, passes. */
export type ValueTest = (value: unknown) => boolean

export function equality(operand: unknown): ValueTest {
  return (value) => equalValues(value, operand)
}

/** `$gt`, `$gte`, `$lt`, `$lte`: only values of the operand's own type compare, and NaN with nothing but itself. */
export function ordering(name: string, operand: unknown): ValueTest {
  const { order } = typeOf(operand)
  if (order === BSON_TYPES.minKey.order || order === BSON_TYPES.maxKey.order)
    throw notSupported(`${name} with MinKey or MaxKey`)
  const includesEqual = name.endsWith('e')
  const sign = name.startsWith('$gt') ? 1 : -1
  return (value) => {
    if (typeOf(value).order !== order) return false
    if (isNaNValue(value) || isNaNValue(operand)) return includesEqual && isNaNValue(value) && isNaNValue(operand)
    const found = compareValues(value, operand)
    return found === 0 ? includesEqual : Math.sign(found) === sign
  }
}

function isNaNValue(value: unknown): boolean {
  return (value instanceof Double || value instanceof Decimal128) && isNumeric(value) && Number.isNaN(toNumber(value))
}
