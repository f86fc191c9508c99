import { describeText } from '../errors/describe-value.ts'
import { joinPath, type ProblemList } from '../errors/problem-list.ts'
import { isSafeName, parsePath } from '../value/path.ts'
import { isPlainObject } from '../value/plain-object.ts'

/** Checks that no key of an object of columns leads to what must not be written (R47); below an operator the same again. */
export function checkColumnNames(columns: unknown, path: string, problems: ProblemList): void {
  if (problems.full) return
  if (Array.isArray(columns)) columns.forEach((item, index) => checkColumnNames(item, joinPath(path, index), problems))
  if (!isPlainObject(columns)) return
  for (const [name, value] of Object.entries(columns)) {
    if (name.startsWith('$')) checkColumnNames(value, joinPath(path, name), problems)
    else if (!parsePath(name).every(isSafeName))
      problems.add(joinPath(path, name), `${describeText(name, 80)} may not be the name of a column`)
  }
}
