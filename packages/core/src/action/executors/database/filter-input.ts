import type { FilterOperators, RowFilter } from '../../../adapter/row-filter.ts'
import type { TableSchema } from '../../../schema/schema.ts'
import { filterJunctions, filterOperators } from '../../../trigger/check-filter.ts'
import { isPlainObject } from '../../../value/plain-object.ts'
import type { ActionRun } from '../../action-executor.ts'
import { assertNothingMissing, inputError } from '../../input-error.ts'
import { extentOf } from './filter-extent.ts'
import { assertColumn, isOperatorObject } from './table-input.ts'

const known: ReadonlySet<string> = new Set(filterOperators)

/**
 * `where` of an update or delete, in the port's terms (R26): nothing is missing in it, no value of a record stands for an operator, null is
 * IS NULL also in lists, and it is refused where it lets every row pass unless the definition says `all: true`.
 */
export function parseFilter(run: ActionRun, table: TableSchema): RowFilter {
  assertNothingMissing(run, 'where')
  const { where = {} } = run.input
  const filter = new FilterInput(run, table).filter(where, run.action.payload.where ?? {}, 'where')
  if (run.action.payload.all === true || extentOf(filter) !== 'every') return filter
  throw inputError(run, '`where` lets every row pass. Narrow it, or say `all: true` if every row is meant.')
}

class FilterInput {
  readonly #run: ActionRun
  readonly #table: TableSchema

  constructor(run: ActionRun, table: TableSchema) {
    this.#run = run
    this.#table = table
  }

  /** `written` is the same part of the definition, before its templates were rendered. */
  filter(value: unknown, written: unknown, at: string): RowFilter {
    if (!isPlainObject(value)) throw inputError(this.#run, `\`${at}\` has to be an object of columns.`)
    const plain: RowFilter = {}
    const parts: RowFilter[] = []
    for (const key of Object.keys(value)) {
      const own = isPlainObject(written) ? written[key] : undefined
      if (key.startsWith('$')) parts.push(this.#combined(key, value[key], own, `${at}.${key}`))
      else if (isOperatorObject(own)) parts.push(this.#compared(key, value[key], `${at}.${key}`))
      else {
        assertColumn(this.#run, this.#table, key)
        plain[key] = this.#value(value[key], at, key)
      }
    }
    if (parts.length === 0) return plain
    return joined(Object.keys(plain).length === 0 ? parts : [plain, ...parts])
  }

  #combined(key: string, value: unknown, written: unknown, at: string): RowFilter {
    const operator = key.toLowerCase()
    if (operator === '$not' && isPlainObject(written)) return { $not: this.filter(value, written, at) }
    const isList = operator === '$and' || operator === '$or'
    if (!isList && operator !== '$not') throw this.#unknown(key, at, filterJunctions)
    if (!Array.isArray(value) || !Array.isArray(written) || value.length === 0 || value.length !== written.length) {
      throw inputError(
        this.#run,
        `\`${at}\` has to be ${isList ? 'a list of filters' : 'a filter'} that the definition writes out.`,
      )
    }
    return { [operator]: value.map((part, index) => this.filter(part, written[index], `${at}.${index}`)) }
  }

  #compared(column: string, value: unknown, at: string): RowFilter {
    assertColumn(this.#run, this.#table, column)
    if (!isPlainObject(value)) throw inputError(this.#run, `\`${at}\` has to be an object of operators.`)
    const parts = Object.keys(value).map((key) => this.#operator(column, key, value[key], `${at}.${key}`))
    return joinedOperators(column, parts)
  }

  #operator(column: string, key: string, value: unknown, at: string): RowFilter {
    const operator = key.toLowerCase() as keyof FilterOperators
    if (!known.has(operator)) throw this.#unknown(key, at, filterOperators)
    if (operator === '$in' || operator === '$nin') return this.#list(column, operator, value, at)
    if (operator === '$null') {
      if (typeof value !== 'boolean') throw inputError(this.#run, `\`${at}\` has to be true or false.`)
      return { [column]: { $null: value } }
    }
    if (operator === '$like' && typeof value !== 'string') throw inputError(this.#run, `\`${at}\` has to be a text.`)
    if (value === null) {
      if (operator === '$eq') return { [column]: null }
      if (operator === '$ne') return { [column]: { $null: false } }
      throw inputError(this.#run, `\`${at}\` compares with null: only $eq, $ne and $null do.`)
    }
    return { [column]: operator === '$eq' ? this.#value(value, at) : { [operator]: this.#value(value, at) } }
  }

  /** SQL's IN and NOT IN do not know null: it is compared beside the list. */
  #list(column: string, operator: '$in' | '$nin', value: unknown, at: string): RowFilter {
    if (!Array.isArray(value)) throw inputError(this.#run, `\`${at}\` has to be a list.`)
    const values = value.filter((item) => item !== null).map((item) => this.#value(item, at))
    const listed: RowFilter = { [column]: { [operator]: values } }
    if (values.length === value.length) return listed
    if (values.length === 0) return { [column]: operator === '$in' ? null : { $null: false } }
    if (operator === '$nin') return { [column]: { $nin: values, $null: false } }
    return { $or: [listed, { [column]: null }] }
  }

  /** A plain object is compared as one value, whatever keys a record gave it. */
  #value(value: unknown, ...at: string[]): unknown {
    if (value === undefined)
      throw inputError(this.#run, `there is no value for \`${at.join('.')}\`, and a filter must not have a gap.`)
    if (!isPlainObject(value)) return value
    const operator = Object.keys(value).find((key) => key.startsWith('$'))
    if (operator !== undefined)
      throw inputError(
        this.#run,
        `\`${at.join('.')}\` was given a value with the key "${operator}": a value is no operator.`,
      )
    return { $eq: value }
  }

  #unknown(key: string, at: string, allowed: readonly string[]): Error {
    return inputError(this.#run, `\`${at}\`: unknown operator "${key}". Operators here: ${allowed.join(', ')}.`)
  }
}

/** All parts at once; `$and` only where two of them concern the same key. */
function joined(parts: readonly RowFilter[]): RowFilter {
  const keys = parts.flatMap((part) => Object.keys(part))
  return new Set(keys).size === keys.length ? Object.assign({}, ...parts) : { $and: [...parts] }
}

/** `{ $gte: 1, $lt: 5 }` stays one comparison. */
function joinedOperators(column: string, parts: readonly RowFilter[]): RowFilter {
  const simple = parts.every((part) => isPlainObject(part[column]))
  return simple
    ? { [column]: Object.assign({}, ...parts.map((part) => part[column])) as FilterOperators }
    : joined(parts)
}
