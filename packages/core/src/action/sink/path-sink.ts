import type { Entry, Sink } from '../../template/sink.ts'
import { toText } from '../../template/to-text.ts'

/** Slashes and backslashes as other characters that some system or other takes for them. */
const lookalikes = /[\u2044\u2215\u29f8\u29f5\u29f9\u2216\u244a\u2571\u2572\u3033]/
const control = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u

/**
 * The path of a stored file. A value is one part of it, or of a part: no separators in any spelling, no `.` and `..`, no control characters.
 * Where the whole path is one placeholder, its value is a path, which may lead down but not up.
 */
export const pathSink: Sink = {
  escaper: () => (text, entry) => {
    if (text === '') entry.refuseGap()
    if (isMoreThanOnePart(text)) entry.refuse('would lead to another path: it has to be one part of it.')
    return text
  },
  checker: () => (text, entry) => assertParts(text, entry),
  whole(value, entry) {
    if (value === undefined || value === null || value === '') return entry.refuseGap()
    const text = toText(value)
    if (/^[a-z]:/i.test(text) || text.startsWith('//') || text.split('/').some(isMoreThanOnePart))
      entry.refuse('has to be a path without "..", backslashes, drives and control characters.')
    assertParts(text, entry)
    return text
  },
}

function assertParts(text: string, entry: Entry): void {
  const isUp = text.split('/').some((part) => isDots(decodedDots(part)))
  if (isUp || control.test(text)) entry.refuse('would make it lead to another path.')
}

/** In whatever way a separator may be written: in Unicode's compatible forms, percent-encoded, or as a character that looks like one. */
function isMoreThanOnePart(text: string): boolean {
  const usual = text.normalize('NFKC')
  return [text, usual].some(
    (form) =>
      /[/\\]|%(?:2f|5c|00)/i.test(form) || lookalikes.test(form) || control.test(form) || isDots(decodedDots(form)),
  )
}

function decodedDots(text: string): string {
  return text.normalize('NFKC').replaceAll(/%2e/gi, '.')
}

/** `.`, `..` and what Windows takes for them: it drops dots and spaces at the end. */
function isDots(text: string): boolean {
  return /^[.\s]+$/.test(text)
}
