import type { TextPart } from '../../template/parse-text.ts'
import type { Entry, Sink } from '../../template/sink.ts'
import { toText } from '../../template/to-text.ts'
import { classOf } from '../../value/value-class.ts'
import { escapeGlob, globCharacters, globPlaceProblem } from './glob-escape.ts'
import { writtenText } from './written-text.ts'

const control = /[\p{Cc}\u2028\u2029]/u
const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i
/** Their text is always of one form, so that it cannot be made to say anything else. */
const plainClasses: ReadonlySet<string> = new Set(['number', 'boolean', 'date', 'id'])

/**
 * The key of an entry or a quota. A value may hold no separator that the key's own text uses, no control character, and not be empty: else
 * two keys could become one. A key that is one whole placeholder is taken as it is.
 */
export const keySink: Sink = {
  problem: adjacentProblem,
  escaper(parts) {
    const separators = separatorsOf(parts)
    return (text, entry) => assertPart(text, entry, separators)
  },
  whole: (value) => (value === undefined || value === null ? value : toText(value)),
}

/** A glob of keys: what a value holds of `*`, `?` and the like is taken as it is, also where the value is all of it. */
export const globSink: Sink = {
  problem: (parts) => adjacentProblem(parts) ?? globPlaceProblem(parts),
  escaper(parts) {
    const separators = separatorsOf(parts).filter((character) => !globCharacters.includes(character))
    return (text, entry) => escapeGlob(assertPart(text, entry, separators))
  },
  whole(value, entry) {
    if (value === undefined || value === null || value === '') return entry.refuseGap()
    return escapeGlob(assertPart(toText(value), entry, []))
  },
}

function assertPart(text: string, entry: Entry, separators: readonly string[]): string {
  if (text === '') entry.refuseGap()
  if (control.test(text)) entry.refuse('holds a control character.')
  if (plainClasses.has(classOf(entry.value)) || uuid.test(text)) return text
  const found = separators.find((character) => text.includes(character))
  if (found === undefined) return text
  return entry.refuse(
    `holds ${JSON.stringify(found)}, which separates the parts of it. Give it a value without one, or use another separator.`,
  )
}

/**
 * Whatever stands in the definition's own text and is no letter or digit. `-`, `_` and `.` belong to names and separate only where they stand
 * between two values.
 */
function separatorsOf(parts: readonly TextPart[]): string[] {
  const found = new Set<string>()
  const first = parts.findIndex((part) => typeof part !== 'string')
  const last = parts.findLastIndex((part) => typeof part !== 'string')
  parts.forEach((part, index) => {
    if (typeof part !== 'string') return
    const isBetween = first < index && index < last
    for (const character of part)
      if (!/[\p{L}\p{N}]/u.test(character) && (isBetween || !/[-_.]/.test(character))) found.add(character)
  })
  return [...found]
}

function adjacentProblem(parts: readonly TextPart[]): string | undefined {
  const adjacent = parts.some((part, index) => typeof part !== 'string' && typeof parts[index + 1] === 'object')
  if (!adjacent) return undefined
  return `two values of a key need a separator between them, such as ":", or "1" and "23" would be the same as "12" and "3" (${writtenText(parts, '{{…}}')})`
}
