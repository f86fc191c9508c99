import { isNumeric } from '../action/executors/database/exact-number.ts'
import { toPattern } from '../condition/text-test.ts'
import { joinPath, type ProblemList } from '../errors/problem-list.ts'
import { isSafeName, parsePath } from '../value/path.ts'
import { isPlainObject } from '../value/plain-object.ts'

/** The rules of `record.validate`, each with what it takes. */
const rules = {
  required: { expected: 'true or false', matches: (value: unknown) => typeof value === 'boolean' },
  type: {
    expected: 'one of string, number, integer, boolean, date, array, object',
    matches: (value: unknown) => /^(?:string|number|integer|boolean|date|array|object)$/.test(String(value)),
  },
  min: { expected: 'a number', matches: isNumeric },
  max: { expected: 'a number', matches: isNumeric },
  minLength: { expected: 'a whole number from 0', matches: isLength },
  maxLength: { expected: 'a whole number from 0', matches: isLength },
  pattern: { expected: 'a regular expression as text', matches: (value: unknown) => typeof value === 'string' },
  oneOf: { expected: 'an array of values', matches: (value: unknown) => Array.isArray(value) },
  email: { expected: 'true or false', matches: (value: unknown) => typeof value === 'boolean' },
}

/** Checks `rules` of `record.validate`: column to rules, each known and with a value that it can use. */
export function checkRules(value: unknown, path: string, problems: ProblemList): void {
  if (!isPlainObject(value)) return
  for (const [column, given] of Object.entries(value)) {
    const at = joinPath(path, column)
    if (!parsePath(column).every(isSafeName)) problems.add(at, `"${column}" may not be the name of a column`)
    else if (!isPlainObject(given)) problems.addType(at, 'an object of rules', given)
    else for (const [name, expected] of Object.entries(given)) checkRule(name, expected, joinPath(at, name), problems)
  }
}

function checkRule(name: string, value: unknown, path: string, problems: ProblemList): void {
  const rule = Object.hasOwn(rules, name) ? rules[name as keyof typeof rules] : undefined
  if (rule === undefined) problems.addUnknown(path, 'rule', name, Object.keys(rules))
  else if (value !== undefined && !rule.matches(value)) problems.addType(path, rule.expected, value)
  else if (name === 'pattern' && value !== undefined) checkPattern(value as string, path, problems)
}

function checkPattern(value: string, path: string, problems: ProblemList): void {
  try {
    toPattern(value)
  } catch (error) {
    problems.add(path, `is no regular expression of RE2's syntax: ${(error as Error).message}`, { found: value })
  }
}

function isLength(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
}
