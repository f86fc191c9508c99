import { createHash } from 'node:crypto'
import { toKept } from './kept-text.ts'

/** Bytes of a name that each database's indexes take. */
const longest = 2_500

/** What a mark is found by: the text as it is kept, or the hash of one that is too long, which no text is kept as. */
export function toMarkName(text: string): string {
  const kept = toKept(text)
  if (Buffer.byteLength(kept) <= longest) return kept
  return `\u001asha256:${createHash('sha256').update(kept).digest('hex')}`
}
