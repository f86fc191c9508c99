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
  return { at, lead, reads, tails }
}

export function joinText({ at, lead, reads, tails }: JoinedText, context: object, rendering: Rendering): string {
  let text = lead
  for (let index = 0; index < reads.length; index++) {
    text += textOf(readValue(reads[index]!, context, rendering), rendering, at) + tails[index]!
  }
  return text
}

/** A value as text, counted; a large object is counted before it becomes one. */
function textOf(value: unknown, rendering: Rendering, at: readonly string[]): string {
  if (typeof value === 'number') return `${value}`
  if (typeof value === 'object') {
    if (value === null) return ''
    rendering.takeValue(value, at)
  }
  const text = typeof value === 'string' ? value : toText(value)
  rendering.take(text.length, at)
  return text
}
