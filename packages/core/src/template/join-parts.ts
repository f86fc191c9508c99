import type { Placeholder, TextPart } from './parse-text.ts'
import { toText } from './to-text.ts'

/** Renders a placeholder of a text. */
type Read<Missing> = (context: object, missing: Missing) => unknown

/** Renders a text of several parts; up to two placeholders without a loop. */
export function joinParts<Missing>(
  parts: readonly TextPart[],
  compile: (placeholder: Placeholder) => Read<Missing>,
): (context: object, missing: Missing) => string {
  const { lead, pieces } = toPieces(parts, compile)
  const [a, b, c] = pieces
  if (a === undefined) return () => lead
  if (b === undefined) return (context, missing) => lead + toText(a.read(context, missing)) + a.tail
  if (c === undefined) {
    return (context, missing) =>
      lead + toText(a.read(context, missing)) + a.tail + toText(b.read(context, missing)) + b.tail
  }
  return (context, missing) => {
    let text = lead
    for (const { read, tail } of pieces) text += toText(read(context, missing)) + tail
    return text
  }
}

interface Piece<Missing> {
  read: Read<Missing>
  /** The text up to the next placeholder. */
  tail: string
}

function toPieces<Missing>(
  parts: readonly TextPart[],
  compile: (placeholder: Placeholder) => Read<Missing>,
): { lead: string; pieces: Piece<Missing>[] } {
  let lead = ''
  const pieces: Piece<Missing>[] = []
  for (const part of parts) {
    const last = pieces.at(-1)
    if (typeof part !== 'string') pieces.push({ read: compile(part), tail: '' })
    else if (last === undefined) lead += part
    else last.tail += part
  }
  return { lead, pieces }
}
