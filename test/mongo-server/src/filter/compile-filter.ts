import { ErrorCode, MongoError, notSupported } from '../mongo-error.ts'
import { BSON_TYPES, type Document, isDocument, member, typeOf } from '../value/bson-value.ts'
import { splitPath } from '../value/field-path.ts'
import { compileExpression } from './compile-expression.ts'
import { type Condition, compileOperator, some } from './compile-operator.ts'
import { regexTest } from './regex-test.ts'
import { equality } from './value-tests.ts'

/** A filter, checked whole before it is applied to any document. */
export interface Filter {
  matches(document: Document): boolean
  /** Its conditions that have to hold each, by path, for the positional operator and for upserts. */
  conditions: readonly PathCondition[]
}

interface PathCondition extends Condition {
  path: readonly string[]
}

export function compileFilter(filter: Document): Filter {
  const parts: ((document: Document) => boolean)[] = []
  const conditions: PathCondition[] = []
  for (const name of Object.keys(filter)) {
    const value = member(filter, name)
    if (!name.startsWith('$')) {
      for (const condition of compileConditions(value)) {
        const path = splitPath(name)
        conditions.push({ ...condition, path })
        parts.push((document) => condition.holds(document, path))
      }
    } else if (name === '$and' || (name === '$or' && Array.isArray(value) && value.length === 1)) {
      const filters = filtersOf(name, value)
      conditions.push(...filters.flatMap((each) => each.conditions))
      parts.push((document) => filters.every((each) => each.matches(document)))
    } else parts.push(compileTopLevel(name, value))
  }
  return { conditions, matches: (document) => parts.every((part) => part(document)) }
}

/** What a field is compared with: operators, a pattern, or a value to be equal to. */
function compileConditions(value: unknown): Condition[] {
  if (isDocument(value) && isOperators(value)) return compileOperators(value)
  if (typeOf(value) === BSON_TYPES.regex) return [some(regexTest(value))]
  return [{ ...some(equality(value)), equals: { value }, among: [value] }]
}

export function compileOperators(operators: Document): Condition[] {
  const conditions: Condition[] = []
  for (const name of Object.keys(operators)) {
    if (name === '$options' && Object.hasOwn(operators, '$regex')) continue
    conditions.push(compileOperator(name, operators, { filter: compileFilter, operators: compileOperators }))
  }
  return conditions
}

function isOperators(value: Document): boolean {
  const [first] = Object.keys(value)
  return first?.startsWith('$') === true && !['$ref', '$id', '$db'].includes(first)
}

function compileTopLevel(name: string, value: unknown): (document: Document) => boolean {
  if (name === '$comment') return () => true
  if (name === '$or' || name === '$nor') {
    const filters = filtersOf(name, value)
    const some = (document: Document): boolean => filters.some((each) => each.matches(document))
    return name === '$or' ? some : (document) => !some(document)
  }
  if (name === '$expr') return compileExpression(value)
  if (['$where', '$text', '$jsonSchema', '$sampleRate', '$alwaysTrue', '$alwaysFalse'].includes(name))
    throw notSupported(name)
  throw new MongoError(
    ErrorCode.badValue,
    `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
  )
}

function filtersOf(name: string, value: unknown): Filter[] {
  if (!Array.isArray(value)) throw new MongoError(ErrorCode.badValue, `${name} must be an array`)
  if (value.length === 0) throw new MongoError(ErrorCode.badValue, '$and/$or/$nor must be a nonempty array')
  return value.map((each) => {
    if (!isDocument(each)) throw new MongoError(ErrorCode.badValue, '$or/$and/$nor entries need to be full objects')
    return compileFilter(each)
  })
}
