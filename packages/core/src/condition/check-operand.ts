import { joinPath, type ProblemList } from '../errors/problem-list.ts'
import { eachPlaceholder } from '../template/each-placeholder.ts'
import { isPlaceholder } from '../template/parse-text.ts'
import { toSpecialNumber } from '../value/decimal.ts'
import { classOf } from '../value/value-class.ts'
import type { ConditionOperatorName } from './condition-operator.ts'
import { operandKinds } from './operator-name.ts'
import { toPattern } from './text-test.ts'

/** Checks an operator's `value` and gives it as it is kept: a RegExp as a pattern in text. */
export function checkOperand(
  operator: ConditionOperatorName,
  value: unknown,
  path: string,
  problems: ProblemList,
): unknown {
  const kind = operandKinds[operator]
  if (kind === 'none') {
    if (value !== undefined && value !== null) problems.add(path, `${operator} takes no value`)
    return undefined
  }
  if (value === undefined) {
    problems.add(
      path,
      `${operator} needs a value${kind === 'any' ? '; for null or missing values there is IS_NULL' : ''}`,
      { found: 'undefined' },
    )
    return undefined
  }
  if (kind !== 'pattern') {
    const problem = (message: string, at: readonly (string | number)[]): void =>
      problems.add(at.reduce<string>(joinPath, path), `wrong template: ${message}`)
    eachPlaceholder(value, { placeholder: () => {}, problem })
  }
  switch (kind) {
    case 'list':
      if (!isPlaceholder(value) && (!Array.isArray(value) || value.includes(undefined)))
        problems.addType(path, 'an array of values', value)
      return value
    case 'ordered':
      if (!hasOrder(value)) problems.addType(path, 'a number, a date or a string', value)
      return value
    case 'text':
      if (typeof value !== 'string') problems.addType(path, 'a string', value)
      return value
    case 'pattern':
      return checkPattern(value, path, problems)
    default:
      return value
  }
}

function hasOrder(value: unknown): boolean {
  const type = classOf(value)
  if (type === 'date') return !Number.isNaN((value as Date).getTime())
  return type === 'string' || type === 'id' || (type === 'number' && !Number.isNaN(toSpecialNumber(value, false)))
}

/** Patterns are kept as text, a RegExp's flags i, m and s in front: `(?i)^a`. */
function checkPattern(value: unknown, path: string, problems: ProblemList): unknown {
  if (typeof value !== 'string' && !(value instanceof RegExp)) {
    problems.addType(path, 'a regular expression', value)
    return undefined
  }
  try {
    toPattern(value)
  } catch (error) {
    const { message } = error as Error
    problems.add(path, `is no regular expression of RE2's syntax (no backreferences, no look-around): ${message}`, {
      found: String(value),
    })
    return undefined
  }
  if (typeof value === 'string') return value
  const flags = value.flags.replaceAll(/[^ims]/g, '')
  return flags === '' ? value.source : `(?${flags})${value.source}`
}
