import { joinPath, type ProblemList } from '../errors/problem-list.ts'
import { isPlainObject } from '../value/plain-object.ts'

/** How a column is updated from its own value. */
export const updateOperators = [
  '$inc',
  '$mul',
  '$min',
  '$max',
  '$set',
  '$unset',
  '$push',
  '$pull',
  '$addToSet',
] as const

const byLowerCase = new Map<string, string>(updateOperators.map((operator) => [operator.toLowerCase(), operator]))

/** The operator that a text means, in whatever case: `$INC`, `$inc`. Undefined: none. */
export function toUpdateOperator(text: string): (typeof updateOperators)[number] | undefined {
  return byLowerCase.get(text.toLowerCase()) as (typeof updateOperators)[number] | undefined
}

/** Checks the operators of an update: `{ logins: { $inc: 1 } }` as in SPEC, or `{ $inc: { logins: 1 } }`. */
export function checkUpdate(update: unknown, path: string, problems: ProblemList): void {
  if (!isPlainObject(update) || Object.keys(update).length === 0) {
    problems.addType(path, 'an object of columns or update operators', update)
    return
  }
  for (const [key, value] of Object.entries(update)) {
    if (problems.full) return
    const at = joinPath(path, key)
    if (key.startsWith('$')) {
      checkOperator(key, at, problems)
      if (!isPlainObject(value)) problems.addType(at, 'an object of columns', value)
    } else if (isPlainObject(value)) {
      for (const name of Object.keys(value)) if (name.startsWith('$')) checkOperator(name, joinPath(at, name), problems)
    }
  }
}

function checkOperator(name: string, path: string, problems: ProblemList): void {
  if (toUpdateOperator(name) === undefined) problems.addUnknown(path, 'update operator', name, updateOperators)
}
