import { BSONRegExp } from 'bson'
import { ErrorCode, MongoError, notSupported } from '../mongo-error.ts'
import { type Document, isDocument, isNumeric, isTruthy, member, toNumber } from '../value/bson-value.ts'
import { valueKey } from '../value/compare-values.ts'
import { somePathValue, type Visit } from './path-values.ts'
import { regexTest } from './regex-test.ts'
import { typeTest } from './type-test.ts'
import { equality, ordering, type ValueTest } from './value-tests.ts'

/** What one operator asks of the values at a path. */
export interface Condition {
  holds(document: unknown, path: readonly string[]): boolean
  /** The walk to the first value that makes it hold; absent where it holds for want of one (`$ne`, `$not`). */
  find?(document: unknown, path: readonly string[], found: Visit): boolean
  /** The value that it has the field be equal to, if it does. */
  equals?: { value: unknown }
  /** All values that it can hold of, where they are few. */
  among?: readonly unknown[]
}

/** The compilers of what stands inside an operator. */
interface Inner {
  filter(filter: Document): { matches(document: Document): boolean }
  operators(operators: Document): Condition[]
}

export function compileOperator(name: string, operators: Document, inner: Inner): Condition {
  const operand = member(operators, name)
  switch (name) {
    case '$eq':
      return { ...some(equality(operand)), equals: { value: operand }, among: [operand] }
    case '$ne':
      return not(some(equality(operand)))
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return some(ordering(name, operand))
    case '$in':
      return inCondition(name, operand)
    case '$nin':
      return not(inCondition(name, operand))
    case '$exists': {
      const exists = some((value) => value !== undefined)
      return isTruthy(operand) ? exists : not(exists)
    }
    case '$not':
      return not(every(inner.operators(notOperand(operand))))
    case '$type':
      return some(typeTest(operand))
    case '$regex':
      return some(regexTest(operand, member(operators, '$options')))
    case '$mod':
      return some(moduloTest(operand))
    case '$size':
      return whole(sizeTest(operand))
    case '$all':
      return allCondition(operand, inner)
    case '$elemMatch':
      return elementCondition(operand, inner)
    default:
      throw isKnown(name) ? notSupported(name) : new MongoError(ErrorCode.badValue, `unknown operator: ${name}`)
  }
}

/** Some value at the path passes. */
export function some(test: ValueTest): Condition {
  return walking(test, true)
}

/** The value at the path passes, an array as one. */
function whole(test: ValueTest): Condition {
  return walking(test, false)
}

function walking(test: ValueTest, items: boolean): Condition {
  return {
    holds: (document, path) => somePathValue(document, path, test, { items }),
    find: (document, path, found) =>
      somePathValue(document, path, (value, indexes) => test(value) && found(value, indexes), { items }),
  }
}

function not(condition: Condition): Condition {
  return { holds: (document, path) => !condition.holds(document, path) }
}

function every(conditions: readonly Condition[]): Condition {
  return { holds: (document, path) => conditions.every((each) => each.holds(document, path)) }
}

function notOperand(operand: unknown): Document {
  if (operand instanceof BSONRegExp) return { $regex: operand }
  if (isDocument(operand) && Object.keys(operand).length > 0) return operand
  throw new MongoError(ErrorCode.badValue, '$not needs a regex or a document')
}

function inCondition(name: string, operand: unknown): Condition {
  if (!Array.isArray(operand)) throw new MongoError(ErrorCode.badValue, `${name} needs an array`)
  const keys = new Set(operand.map((value: unknown) => valueKey(value)))
  const patterns = operand.filter((value) => value instanceof BSONRegExp).map((value) => regexTest(value))
  const condition = some((value) => keys.has(valueKey(value)) || patterns.some((test) => test(value)))
  if (operand.some((value) => value instanceof BSONRegExp)) return condition
  return { ...condition, among: operand, ...(operand.length === 1 && { equals: { value: operand[0] as unknown } }) }
}

function moduloTest(operand: unknown): ValueTest {
  const [divisor, remainder] = Array.isArray(operand) ? (operand as unknown[]) : []
  if (!isNumeric(divisor) || !isNumeric(remainder) || toNumber(divisor) === 0)
    throw new MongoError(ErrorCode.badValue, 'malformed mod: it needs a divisor other than 0 and a remainder')
  return (value) =>
    isNumeric(value) && Math.trunc(toNumber(value)) % Math.trunc(toNumber(divisor)) === Math.trunc(toNumber(remainder))
}

function sizeTest(operand: unknown): ValueTest {
  if (!isNumeric(operand) || !Number.isInteger(toNumber(operand)) || toNumber(operand) < 0)
    throw new MongoError(ErrorCode.badValue, 'Failed to parse $size. Expected a non-negative integer.')
  return (value) => Array.isArray(value) && value.length === toNumber(operand)
}

function allCondition(operand: unknown, inner: Inner): Condition {
  if (!Array.isArray(operand)) throw new MongoError(ErrorCode.badValue, '$all needs an array')
  const conditions = operand.map((each: unknown): Condition => {
    if (each instanceof BSONRegExp) return some(regexTest(each))
    if (isDocument(each) && Object.hasOwn(each, '$elemMatch')) return elementCondition(each.$elemMatch, inner)
    return { ...some(equality(each)), equals: { value: each } }
  })
  const all = every(conditions)
  if (conditions.length === 0) return { holds: () => false }
  return conditions.length === 1 ? conditions[0]! : all
}

/** An item for which all of it holds; of operators (`{ $gt: 1 }`) the item itself, of a filter a document. */
function elementCondition(operand: unknown, inner: Inner): Condition {
  if (!isDocument(operand)) throw new MongoError(ErrorCode.badValue, '$elemMatch needs an Object')
  const [first] = Object.keys(operand)
  const isOfValues = first?.startsWith('$') === true && !['$and', '$or', '$nor', '$expr'].includes(first)
  const conditions = isOfValues ? every(inner.operators(operand)) : undefined
  const filter = isOfValues ? undefined : inner.filter(operand)
  const test = (item: unknown): boolean => {
    if (conditions !== undefined) return conditions.holds(item, [])
    return isDocument(item) && filter!.matches(item)
  }
  return {
    holds: (document, path) =>
      somePathValue(document, path, (value) => Array.isArray(value) && value.some(test), { items: false }),
    find: (document, path, found) =>
      somePathValue(
        document,
        path,
        (value, indexes) => {
          const index = Array.isArray(value) ? value.findIndex(test) : -1
          return index >= 0 && found((value as unknown[])[index], [...indexes, index])
        },
        { items: false },
      ),
  }
}

/** Operators that MongoDB has and this server has not. */
function isKnown(name: string): boolean {
  return /^\$(bits(All|Any)(Set|Clear)|geo\w+|near\w*|within|text|where|jsonSchema|options|comment|rand)$/.test(name)
}
