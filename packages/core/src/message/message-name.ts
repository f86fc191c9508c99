import type { ProblemList } from '../errors/problem-list.ts'
import { isSafeName } from '../value/path.ts'

const maxLength = 100
const pattern = /^\w[\w-]*(?:\.\w[\w-]*)*$/

/** Reports a name of a message, layout or partial that is no plain name: it can be no path, and nothing that objects have by themselves. */
export function checkName(name: string, subject: string, path: string, problems: ProblemList): void {
  if (name.length <= maxLength && pattern.test(name) && isSafeName(name)) return
  problems.add(
    path,
    `this is no name for a ${subject}: take letters, digits, "-", "_" and single dots, at most ${maxLength} of them`,
    { found: name },
  )
}
