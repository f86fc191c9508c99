import { Decimal128, Double, Int32, Long } from 'bson'
import { ErrorCode, MongoError, notSupported } from '../mongo-error.ts'
import { type NumericValue, toNumber } from './bson-value.ts'
import { addExact, type ExactNumber, exactNumber, multiplyExact } from './exact-number.ts'

/** `$inc`: the wider of both types; an int that overflows becomes a long, a long that does is an error. */
export function addNumbers(a: NumericValue, b: NumericValue): NumericValue {
  return combine(a, b, { double: (left, right) => left + right, exact: addExact })
}

/** `$mul`, by the same rules. */
export function multiplyNumbers(a: NumericValue, b: NumericValue): NumericValue {
  return combine(a, b, { double: (left, right) => left * right, exact: multiplyExact })
}

interface Operation {
  double(a: number, b: number): number
  exact(a: ExactNumber, b: ExactNumber): ExactNumber | undefined
}

function combine(a: NumericValue, b: NumericValue, operation: Operation): NumericValue {
  const isDecimal = a instanceof Decimal128 || b instanceof Decimal128
  if (!isDecimal && (a instanceof Double || b instanceof Double))
    return new Double(operation.double(toNumber(a), toNumber(b)))
  const result = operation.exact(exactNumber(a), exactNumber(b))
  if (result === undefined || typeof result === 'string') throw notSupported('Arithmetic on a decimal NaN or Infinity')
  if (isDecimal) return toDecimal(result)
  return toInteger(result.coefficient, a instanceof Int32 && b instanceof Int32)
}

function toDecimal({ coefficient, exponent }: Exclude<ExactNumber, string>): Decimal128 {
  if (coefficient.toString().replace('-', '').length > 34)
    throw notSupported('Decimal arithmetic beyond 34 digits, which has to round,')
  return Decimal128.fromString(`${coefficient}E${exponent}`)
}

function toInteger(value: bigint, mayBeInt: boolean): NumericValue {
  if (mayBeInt && value >= -(2n ** 31n) && value < 2n ** 31n) return new Int32(Number(value))
  if (value < -(2n ** 63n) || value >= 2n ** 63n)
    throw new MongoError(ErrorCode.badValue, 'Failed to apply $inc or $mul operations to current value: long overflow')
  return Long.fromBigInt(value)
}
