import { compileRead, type Render } from './compile-read.ts'
import type { TextPart } from './parse-text.ts'
import type { Rendering } from './rendering.ts'
import { toText } from './to-text.ts'

/** Renders a text of several parts whose values enter it as they are. */
export function joinParts(parts: readonly TextPart[], at: readonly string[]): Render {
  const { lead, reads, tails } = toPieces(parts, at)
  const columns = reads.map(({ column }) => column)
  return (context, rendering) => {
    const { row } = rendering
    let text = lead
    for (let index = 0; index < reads.length; index++) {
      const column = columns[index]
      let value = column !== undefined && row !== undefined ? row[column] : undefined
      value ??= reads[index]!(context, rendering)
      text += (typeof value === 'number' ? value : textOf(value, rendering, at)) + tails[index]!
    }
    return text
  }
}

/** A value as text, counted; a large object is counted before it becomes one. */
function textOf(value: unknown, rendering: Rendering, at: readonly string[]): string {
  if (typeof value === 'object') {
    if (value === null) return ''
    rendering.takeValue(value, at)
  }
  const text = typeof value === 'string' ? value : toText(value)
  rendering.take(text.length, at)
  return text
}

/** The text before the first placeholder; each placeholder, and the text from it to the next. */
function toPieces(
  parts: readonly TextPart[],
  at: readonly string[],
): { lead: string; reads: Render[]; tails: string[] } {
  const reads: Render[] = []
  const tails: string[] = []
  let lead = ''
  for (const part of parts) {
    if (typeof part !== 'string') {
      reads.push(compileRead(part, at))
      tails.push('')
    } else if (tails.length === 0) lead += part
    else tails[tails.length - 1] += part
  }
  return { lead, reads, tails }
}
