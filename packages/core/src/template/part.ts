import { type Read, readValue } from './compile-read.ts'
import { type JoinedText, joinText } from './join-text.ts'
import type { Rendering } from './rendering.ts'

/** Renders one part of a template. Undefined stands for a value that is absent. */
type Render = (context: object, rendering: Rendering) => unknown

/** One part of a template: one of these. What most parts are is data, for the sake of speed (see `Read`); a function renders the others. */
export interface Part {
  /** Where none of the others is there. */
  readonly constant: unknown
  /** A value that stays what it is, counted against the limit. */
  readonly read: Read | undefined
  /** A text whose values enter it as they are. */
  readonly text: JoinedText | undefined
  readonly render: Render | undefined
}

export function constantPart(constant: unknown): Part {
  return { constant, read: undefined, text: undefined, render: undefined }
}

export function readPart(read: Read): Part {
  return { constant: undefined, read, text: undefined, render: undefined }
}

export function textPart(text: JoinedText): Part {
  return { constant: undefined, read: undefined, text, render: undefined }
}

export function otherPart(render: Render): Part {
  return { constant: undefined, read: undefined, text: undefined, render }
}

export function renderPart(part: Part, context: object, rendering: Rendering): unknown {
  const { read, text, render } = part
  if (read !== undefined) {
    const value = readValue(read, context, rendering)
    rendering.takeValue(value, read.at)
    return value
  }
  if (text !== undefined) return joinText(text, context, rendering)
  return render === undefined ? part.constant : render(context, rendering)
}
