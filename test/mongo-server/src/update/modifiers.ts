import { Int32, Long, Timestamp } from 'bson'
import { ErrorCode, MongoError, notSupported } from '../mongo-error.ts'
import { addNumbers, multiplyNumbers } from '../value/arithmetic.ts'
import { type Document, isDocument, isNumeric, type NumericValue, typeOf } from '../value/bson-value.ts'
import { compareValues } from '../value/compare-values.ts'
import { arrayModifiers } from './array-modifiers.ts'
import type { UpdateTarget } from './update-target.ts'

/** Checks an operand for all documents; gives what it does to one place. */
export type Modifier = (operand: unknown, path: string) => (target: UpdateTarget) => void

/** The update operators, by https://www.mongodb.com/docs/manual/reference/operator/update/ */
export const modifiers: Record<string, Modifier> = {
  $set: (operand) => (target) => target.set(operand),
  $unset: () => (target) => target.remove(),
  $inc: (operand, path) =>
    arithmetic('$inc', operand, path, (value, by) => (value === undefined ? by : addNumbers(value, by))),
  $mul: (operand, path) => arithmetic('$mul', operand, path, (value, by) => multiplyNumbers(value ?? new Int32(0), by)),
  $min: (operand) => extreme(operand, -1),
  $max: (operand) => extreme(operand, 1),
  $currentDate: (operand) => {
    const now = currentValue(operand)
    return (target) => target.set(now)
  },
  $bit: (operand) => bitwise(operand),
  ...arrayModifiers,
}

function arithmetic(
  name: string,
  operand: unknown,
  path: string,
  combine: (value: NumericValue | undefined, by: NumericValue) => NumericValue,
): (target: UpdateTarget) => void {
  if (!isNumeric(operand))
    throw new MongoError(
      ErrorCode.typeMismatch,
      `Cannot ${name === '$inc' ? 'increment' : 'multiply'} with non-numeric argument: {${path}: <${typeOf(operand).alias}>}`,
    )
  return (target) => {
    const value = target.get()
    if (value !== undefined && !isNumeric(value))
      throw new MongoError(
        ErrorCode.typeMismatch,
        `Cannot apply ${name} to a value of non-numeric type. The field '${target.path}' is of type ${typeOf(value).alias}`,
      )
    target.set(combine(value, operand))
  }
}

function extreme(operand: unknown, sign: 1 | -1): (target: UpdateTarget) => void {
  return (target) => {
    const value = target.get()
    if (value === undefined || compareValues(operand, value) * sign > 0) target.set(operand)
  }
}

function currentValue(operand: unknown): unknown {
  const type = isDocument(operand) ? operand.$type : undefined
  if (operand === true || operand === false || type === 'date') return new Date()
  if (type === 'timestamp') return new Timestamp({ t: Math.floor(Date.now() / 1000), i: 1 })
  throw new MongoError(ErrorCode.badValue, '$currentDate takes true, or { $type: "date" | "timestamp" }')
}

function bitwise(operand: unknown): (target: UpdateTarget) => void {
  if (!isDocument(operand)) throw new MongoError(ErrorCode.badValue, '$bit takes a document')
  const operations = Object.entries(operand as Document).map(([name, value]) => {
    const operation = {
      and: (a: number, b: number) => a & b,
      or: (a: number, b: number) => a | b,
      xor: (a: number, b: number) => a ^ b,
    }[name]
    if (operation === undefined || !(value instanceof Int32 || value instanceof Long))
      throw new MongoError(ErrorCode.badValue, 'The $bit modifier takes and, or, xor with integers')
    if (value instanceof Long) throw notSupported('$bit with a long')
    return { operation, by: value.value }
  })
  return (target) => {
    let value = target.get() ?? new Int32(0)
    for (const { operation, by } of operations) {
      if (!(value instanceof Int32)) throw notSupported('$bit of anything but an int')
      value = new Int32(operation(value.value, by))
    }
    target.set(value)
  }
}
