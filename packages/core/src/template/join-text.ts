import { compileRead, type Read, readValue } from './compile-read.ts'
import type { TextPart } from './parse-text.ts'
import type { Rendering } from './rendering.ts'
import { toText } from './to-text.ts'

/** A text of several parts whose values enter it as they are. */
export interface JoinedText {
  readonly at: readonly string[]
  /** The text before the first placeholder. */
  readonly lead: string
  readonly reads: readonly Read[]
  /** Of each placeholder, the text from it to the next. */
  readonly tails: readonly string[]
  /** Characters of `lead` and `tails` together. */
  readonly ownLength: number
}

export function toJoinedText(parts: readonly TextPart[], at: readonly string[]): JoinedText {
  const reads: Read[] = []
  const tails: string[] = []
  let lead = ''
  for (const part of parts) {
    if (typeof part !== 'string') {
      reads.push(compileRead(part, at))
      tails.push('')
    } else if (tails.length === 0) lead += part
    else tails[tails.length - 1] += part
  }
  return { at, lead, reads, tails, ownLength: tails.reduce((length, tail) => length + tail.length, lead.length) }
}

/** What the values add is counted once they are in; a large object is counted before it becomes text. */
export function joinText(joined: JoinedText, context: object, rendering: Rendering): string {
  const { at, lead, reads, tails, ownLength } = joined
  let text = lead
  for (let index = 0; index < reads.length; index++) {
    const value = readValue(reads[index]!, context, rendering)
    if (typeof value === 'string') text += value
    else if (typeof value === 'number') text += `${value}`
    else if (value !== null && value !== undefined) text += otherText(value, rendering, at)
    text += tails[index]!
  }
  rendering.take(text.length - ownLength, at)
  return text
}

function otherText(value: unknown, rendering: Rendering, at: readonly string[]): string {
  if (typeof value === 'object') rendering.takeValue(value, at)
  return toText(value)
}
