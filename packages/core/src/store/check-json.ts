import { describeType, describeValue } from '../errors/describe-value.ts'
import { joinPath, type ProblemList } from '../errors/problem-list.ts'
import { isPlainObject } from '../value/plain-object.ts'

/** Reports every value of a detached definition that JSON would not give back as it was. */
export function checkJson(value: unknown, path: string, problems: ProblemList): void {
  if (Array.isArray(value)) {
    value.forEach((item: unknown, index) => {
      const at = joinPath(path, index)
      if (item === undefined) problems.addType(at, 'a value', undefined)
      else checkJson(item, at, problems)
    })
  } else if (isPlainObject(value)) {
    for (const [name, member] of Object.entries(value)) checkJson(member, joinPath(path, name), problems)
  } else if (!isJsonScalar(value)) {
    problems.add(path, `a stored definition is plain JSON, found ${describeType(value)}: ${remedy(value)}`, {
      found: describeValue(value),
    })
  }
}

function isJsonScalar(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  return value === null || value === undefined || typeof value === 'string' || typeof value === 'boolean'
}

function remedy(value: unknown): string {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return `write "${value.toISOString()}"`
  return 'write it as a text or a number, which is compared by the kind of its column'
}
