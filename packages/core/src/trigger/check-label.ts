import type { ProblemList } from '../errors/problem-list.ts'
import { isSafeName } from '../value/path.ts'
import { addExcess } from './check-size.ts'
import type { Bounds } from './limits.ts'

/** Control characters, line separators, marks that turn the direction of writing, halves of a surrogate pair. */
const unprintable = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\p{Surrogate}]/u

/**
 * Checks a name, tag or the like: it stands in messages and log lines, so it is short, on one line and shows what it is; and it becomes the
 * key of results (R47).
 */
export function checkLabel(text: string | undefined, path: string, bounds: Bounds, problems: ProblemList): void {
  if (text === undefined) return
  if (text.length > bounds.maxNameLength) addExcess(problems, path, 'maxNameLength', text.length, bounds)
  const wrong = unprintable.exec(text.slice(0, bounds.maxNameLength))
  if (wrong !== null) problems.add(path, `has the character ${codeOf(wrong[0])}, which a name must not have`)
  if (!isSafeName(text)) problems.add(path, `"${text}" is not allowed as a name`)
}

/** Several lines are right in a description. */
export function checkDescription(text: string | undefined, path: string, bounds: Bounds, problems: ProblemList): void {
  if (text === undefined) return
  if (text.length > bounds.maxDescriptionLength) addExcess(problems, path, 'maxDescriptionLength', text.length, bounds)
  const wrong = unprintable.exec(text.slice(0, bounds.maxDescriptionLength).replaceAll(/[\n\r\t]/g, ' '))
  if (wrong !== null) problems.add(path, `has the character ${codeOf(wrong[0])}, which a description must not have`)
}

/** A name that was not checked, for messages: short, and without what a name must not have. */
export function printable(text: string): string {
  return text.slice(0, 200).replaceAll(new RegExp(unprintable, 'gu'), '\ufffd')
}

function codeOf(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
}
