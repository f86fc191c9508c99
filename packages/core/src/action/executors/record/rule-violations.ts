import type { RE2JS } from 're2js'
import type { Row } from '../../../change/change.ts'
import { isHidden } from '../../../change/hidden-columns.ts'
import { toPattern } from '../../../condition/text-test.ts'
import { describeValue } from '../../../errors/describe-value.ts'
import { compareValues } from '../../../value/compare.ts'
import { valuesEqual } from '../../../value/equal.ts'
import { parsePath, readPath } from '../../../value/path.ts'
import { classOf } from '../../../value/value-class.ts'
import type { ActionRun } from '../../action-executor.ts'
import { inputError } from '../../input-error.ts'
import { isNumeric } from '../database/exact-number.ts'
import type { Violation } from './violation.ts'

/** What a column's value has to meet. Rules other than `required` hold of values that are there: null and missing ones pass them. */
export interface FieldRule {
  /** Neither missing nor null. */
  required?: boolean
  /** `number` takes numeric text, BigInt and Decimal too, `date` a Date or ISO 8601 text. */
  type?: 'string' | 'number' | 'integer' | 'boolean' | 'date' | 'array' | 'object'
  /** Least and most value of a number. */
  min?: number
  max?: number
  /** Least and most characters of a text, or items of an array. */
  minLength?: number
  maxLength?: number
  /** RE2 pattern that a text has to contain a match of; anchor it with `^` and `$` to match the whole. */
  pattern?: string
  oneOf?: readonly unknown[]
  /** One mail address. */
  email?: boolean
}

/** By column, embedded ones by path. */
export type FieldRules = Readonly<Record<string, FieldRule>>

type Check = (value: unknown, expected: never, run: ActionRun, isHidden: boolean) => string | undefined

const mailAddress = /^[^\s@<>(),;:"[\]\\]{1,64}@[a-z\d](?:[a-z\d.-]{0,251}[a-z\d])?$/i

/** Gives what is wrong with a value, or nothing. */
const checks: Readonly<Record<Exclude<keyof FieldRule, 'required'>, Check>> = {
  type: (value, type: string, _run, isHidden) =>
    hasType(value, type)
      ? undefined
      : `has to be ${/^[aio]/.test(type) ? 'an' : 'a'} ${type}${isHidden ? '' : `, found ${describeValue(value, 40)}`}`,
  min: (value, least: number) => (isAtLeast(value, least) ? undefined : `has to be at least ${least}`),
  max: (value, most: number) => (isAtLeast(most, value) ? undefined : `has to be at most ${most}`),
  minLength: (value, least: number) =>
    lengthOf(value) >= least ? undefined : `has to have a length of at least ${least}`,
  maxLength: (value, most: number) => (lengthOf(value) <= most ? undefined : `has to have a length of at most ${most}`),
  pattern: (value, pattern: string, run) =>
    compiled(pattern, run).matcher(String(value)).find() ? undefined : `has to match ${pattern}`,
  oneOf: (value, allowed: readonly unknown[]) =>
    allowed.some((each) => valuesEqual(value, each))
      ? undefined
      : `has to be one of ${allowed.map((each) => describeValue(each, 40)).join(', ')}`,
  email: (value, wanted: boolean) =>
    !wanted || mailAddress.test(String(value)) ? undefined : 'has to be a mail address',
}

/**
 * Everything that is wrong with the row, column by column. What a hidden column holds is not told (R19).
 *
 * @throws ActionError for an unknown rule or a pattern that RE2 does not know.
 */
export function ruleViolations(run: ActionRun, rules: FieldRules, record: Row): Violation[] {
  return Object.entries(rules).flatMap(([field, rule]) => {
    const value = readPath(record, parsePath(field))
    if (value === undefined || value === null) return rule.required ? [{ field, message: 'is required' }] : []
    const hidden = isHidden(record, parsePath(field))
    return Object.entries(rule).flatMap(([name, expected]) => {
      if (name === 'required' || expected === undefined) return []
      const check = Object.hasOwn(checks, name) ? checks[name as keyof typeof checks] : undefined
      if (check === undefined)
        throw inputError(
          run,
          `rules.${field}: unknown rule "${name}". Rules: required, ${Object.keys(checks).join(', ')}.`,
        )
      const message = check(value, expected as never, run, hidden)
      return message === undefined ? [] : [{ field, message }]
    })
  })
}

function hasType(value: unknown, type: string): boolean {
  switch (type) {
    case 'number':
      return isNumeric(value)
    case 'integer':
      return isNumeric(value) && /^[-+]?\d+$/.test(String(value).trim())
    case 'date':
      return !Number.isNaN(
        (value instanceof Date ? value : new Date(typeof value === 'string' ? value : Number.NaN)).getTime(),
      )
    case 'object':
      return classOf(value) === 'object' || classOf(value) === 'map'
    default:
      return classOf(value) === type
  }
}

function isAtLeast(value: unknown, least: unknown): boolean {
  const order = compareValues(value, least, 'decimal')
  return order !== undefined && order >= 0
}

/** Characters as a reader counts them, not UTF-16 units; NaN for what has no length. */
function lengthOf(value: unknown): number {
  if (typeof value === 'string') return [...value].length
  return Array.isArray(value) ? value.length : Number.NaN
}

const patterns = new Map<string, RE2JS>()

function compiled(pattern: string, run: ActionRun): RE2JS {
  let regex = patterns.get(pattern)
  if (regex === undefined) {
    try {
      regex = toPattern(pattern)
    } catch (cause) {
      throw inputError(run, `RE2 does not know the pattern ${describeValue(pattern)}.`, cause)
    }
    if (patterns.size >= 1_000) patterns.clear()
    patterns.set(pattern, regex)
  }
  return regex
}
