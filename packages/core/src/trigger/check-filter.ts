import { joinPath, type ProblemList } from '../errors/problem-list.ts'
import { isPlainObject } from '../value/plain-object.ts'

/** What a column of a filter is compared with. */
export const filterOperators = ['$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$in', '$nin', '$like', '$null'] as const
/** What joins filters. */
export const filterJunctions = ['$and', '$or', '$not'] as const

/** Checks the operators of a filter (in either case), and that no value of it is missing (R26). */
export function checkFilter(filter: unknown, path: string, problems: ProblemList): void {
  if (problems.full) return
  if (!isPlainObject(filter)) {
    problems.addType(path, 'an object of columns', filter)
    return
  }
  for (const [key, value] of Object.entries(filter)) {
    const at = joinPath(path, key)
    if (key.startsWith('$')) checkJunction(key, value, at, problems)
    else checkColumn(value, at, problems)
  }
}

function checkJunction(key: string, value: unknown, path: string, problems: ProblemList): void {
  const junction = key.toLowerCase()
  if (junction === '$not') checkFilter(value, path, problems)
  else if (junction === '$and' || junction === '$or') checkFilters(value, path, problems)
  else problems.addUnknown(path, 'filter operator', key, filterJunctions)
}

function checkFilters(value: unknown, path: string, problems: ProblemList): void {
  if (!Array.isArray(value) || value.length === 0) problems.addType(path, 'a non-empty array of filters', value)
  else value.forEach((item, index) => checkFilter(item, joinPath(path, index), problems))
}

function checkColumn(value: unknown, path: string, problems: ProblemList): void {
  if (value === undefined) {
    problems.add(path, 'is undefined, which would widen the filter: give a value, or null for IS NULL', {
      found: 'undefined',
    })
    return
  }
  if (!isPlainObject(value)) return
  for (const [key, operand] of Object.entries(value)) {
    if (!key.startsWith('$')) continue
    const at = joinPath(path, key)
    const operator = key.toLowerCase()
    if (!(filterOperators as readonly string[]).includes(operator))
      problems.addUnknown(at, 'filter operator', key, filterOperators)
    else if (operand === undefined) checkColumn(operand, at, problems)
    else if ((operator === '$in' || operator === '$nin') && !isList(operand)) problems.addType(at, 'an array', operand)
  }
}

/** An array, or a placeholder that may stand for one. */
function isList(value: unknown): boolean {
  return Array.isArray(value)
    ? value.every((item) => item !== undefined)
    : typeof value === 'string' && value.includes('{{')
}
