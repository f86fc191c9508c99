import { compileFilter, compileOperators } from '../filter/compile-filter.ts'
import { regexTest } from '../filter/regex-test.ts'
import { ErrorCode, MongoError } from '../mongo-error.ts'
import { sortDocuments } from '../read/sort-documents.ts'
import {
  BSON_TYPES,
  copyDocument,
  type Document,
  isDocument,
  isNumeric,
  toNumber,
  typeOf,
} from '../value/bson-value.ts'
import { compareValues, equalValues } from '../value/compare-values.ts'
import type { Modifier } from './modifiers.ts'
import type { UpdateTarget } from './update-target.ts'

/** The update operators of arrays. */
export const arrayModifiers: Record<string, Modifier> = {
  $push: (operand) => {
    const { items, position, sort, slice } = pushed(operand)
    return (target) => {
      const array = arrayAt(target, '$push') ?? []
      const at = position === undefined ? array.length : position < 0 ? Math.max(0, array.length + position) : position
      let made = [...array.slice(0, at), ...items, ...array.slice(at)]
      if (sort !== undefined) made = sortItems(made, sort)
      if (slice !== undefined) made = slice < 0 ? made.slice(slice) : made.slice(0, slice)
      target.set(made)
    }
  },
  $addToSet: (operand) => {
    const each = eachOf(operand, ['$each'])
    const items = each === undefined ? [operand] : (each.$each as unknown[])
    return (target) => {
      const array = [...(arrayAt(target, '$addToSet') ?? [])]
      for (const item of items) if (!array.some((present) => equalValues(present, item))) array.push(item)
      target.set(array)
    }
  },
  $pop: (operand) => {
    if (!isNumeric(operand) || Math.abs(toNumber(operand)) !== 1)
      throw new MongoError(ErrorCode.failedToParse, '$pop expects 1 or -1')
    return (target) => {
      const array = arrayAt(target, '$pop')
      if (array !== undefined) target.set(toNumber(operand) === 1 ? array.slice(0, -1) : array.slice(1))
    }
  },
  $pull: (operand) => {
    const test = pullTest(operand)
    return (target) => {
      const array = arrayAt(target, '$pull')
      if (array !== undefined) target.set(array.filter((item) => !test(item)))
    }
  },
  $pullAll: (operand) => {
    if (!Array.isArray(operand)) throw new MongoError(ErrorCode.badValue, '$pullAll requires an array argument')
    return (target) => {
      const array = arrayAt(target, '$pullAll')
      if (array !== undefined)
        target.set(array.filter((item) => !operand.some((gone: unknown) => equalValues(item, gone))))
    }
  },
}

function arrayAt(target: UpdateTarget, name: string): unknown[] | undefined {
  const value = target.get()
  if (value === undefined) return undefined
  if (Array.isArray(value)) return value as unknown[]
  const code = name === '$pop' ? ErrorCode.typeMismatch : ErrorCode.badValue
  throw new MongoError(code, `The field '${target.path}' must be an array but is of type ${typeOf(value).alias}`)
}

interface Pushed {
  items: unknown[]
  position?: number
  sort?: unknown
  slice?: number
}

function pushed(operand: unknown): Pushed {
  const each = eachOf(operand, ['$each', '$position', '$sort', '$slice'])
  if (each === undefined) return { items: [operand] }
  return {
    items: copyDocument(each.$each as unknown[]),
    position: integerOf(each.$position, '$position'),
    sort: each.$sort,
    slice: integerOf(each.$slice, '$slice'),
  }
}

function eachOf(operand: unknown, known: readonly string[]): Document | undefined {
  if (!isDocument(operand) || !Object.hasOwn(operand, '$each')) return undefined
  const unknown = Object.keys(operand).find((name) => !known.includes(name))
  if (unknown !== undefined) throw new MongoError(ErrorCode.badValue, `Unrecognized clause beside $each: ${unknown}`)
  if (!Array.isArray(operand.$each)) throw new MongoError(ErrorCode.badValue, 'The argument to $each must be an array')
  return operand
}

function integerOf(value: unknown, name: string): number | undefined {
  if (value === undefined) return undefined
  if (!isNumeric(value) || !Number.isInteger(toNumber(value)))
    throw new MongoError(ErrorCode.badValue, `The value for ${name} must be an integer value`)
  return toNumber(value)
}

function sortItems(items: readonly unknown[], sort: unknown): unknown[] {
  if (!isNumeric(sort))
    return sortDocuments(
      items.map((item) => ({ item })),
      Object.fromEntries(Object.entries(sort as Document).map(([name, direction]) => [`item.${name}`, direction])),
    ).map(({ item }) => item)
  const direction = toNumber(sort)
  return [...items].sort((a, b) => compareValues(a, b) * direction)
}

/** What is pulled: equal values, those that operators hold of, documents that a filter matches. */
function pullTest(operand: unknown): (item: unknown) => boolean {
  if (typeOf(operand) === BSON_TYPES.regex) return regexTest(operand)
  if (!isDocument(operand)) return (item) => equalValues(item, operand)
  const [first] = Object.keys(operand)
  if (first?.startsWith('$')) {
    const conditions = compileOperators(operand)
    return (item) => conditions.every((condition) => condition.holds(item, []))
  }
  const filter = compileFilter(operand)
  return (item) => isDocument(item) && filter.matches(item)
}
