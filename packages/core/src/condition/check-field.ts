import { closest } from '../errors/closest.ts'
import type { ProblemList } from '../errors/problem-list.ts'
import { isSafeName, parsePath } from '../value/path.ts'
import { contextRoots } from './condition-field.ts'

const maxLength = 256

/** Checks the `field` of a condition; false where it cannot be used. */
export function checkField(field: unknown, path: string, problems: ProblemList): field is string {
  if (typeof field !== 'string' || field.trim() === '' || field.length > maxLength) {
    problems.addType(path, 'a path such as "record.total"', field)
    return false
  }
  const braces = /^\s*\{\{\s*([^{}]+?)\s*\}\}\s*$/.exec(field)
  if (braces !== null || /[{}]/.test(field)) {
    const suggestion = braces?.[1]
    const hint = suggestion === undefined ? '' : `, did you mean "${suggestion}"?`
    problems.add(path, `a field is a path without braces${hint}`, {
      found: field,
      ...(suggestion === undefined ? {} : { suggestion }),
    })
    return false
  }
  const segments = parsePath(field)
  const unsafe = segments.find((name) => !isSafeName(name))
  if (unsafe !== undefined) problems.add(path, `"${unsafe}" may not be read`, { found: field })
  else if (segments.includes('')) problems.add(path, 'is no path: a name is missing between its dots', { found: field })
  else return checkRoot(field, segments, path, problems)
  return false
}

/** `recrod.total` is a slip; `address.city` is a path of the record. */
function checkRoot(field: string, segments: readonly string[], path: string, problems: ProblemList): boolean {
  const [root = ''] = segments
  if (segments.length < 2 || root === 'context' || contextRoots.includes(root)) return true
  const meant = closest(root, contextRoots)
  if (meant === undefined) return true
  const suggestion = [meant, ...segments.slice(1)].join('.')
  problems.add(
    path,
    `unknown field "${field}", did you mean "${suggestion}"? A column of that name is "record.${field}"`,
    {
      found: field,
      suggestion,
    },
  )
  return false
}
