import { type Read, readValue } from './compile-read.ts'
import { type JoinedText, joinText } from './join-text.ts'
import type { Rendering } from './rendering.ts'

/** Renders one part of a template. Undefined stands for a value that is absent. */
type Render = (context: object, rendering: Rendering) => unknown

/** An object with parts as members. */
export interface ObjectParts {
  /** Makes the object, empty. */
  readonly Rendered: new () => Record<string, unknown>
  readonly keys: readonly string[]
  readonly parts: readonly Part[]
}

/** One part of a template: one of these. What most parts are is data, for the sake of speed (see `Read`); a function renders the others. */
export interface Part {
  /** Where none of the others is there. */
  readonly constant: unknown
  /** A value that stays what it is, counted against the limit. */
  readonly read: Read | undefined
  /** A text whose values enter it as they are. */
  readonly text: JoinedText | undefined
  readonly object: ObjectParts | undefined
  readonly render: Render | undefined
}

export function constantPart(constant: unknown): Part {
  return { constant, read: undefined, text: undefined, object: undefined, render: undefined }
}

export function readPart(read: Read): Part {
  return { constant: undefined, read, text: undefined, object: undefined, render: undefined }
}

export function textPart(text: JoinedText): Part {
  return { constant: undefined, read: undefined, text, object: undefined, render: undefined }
}

export function objectPart(object: ObjectParts): Part {
  return { constant: undefined, read: undefined, text: undefined, object, render: undefined }
}

export function otherPart(render: Render): Part {
  return { constant: undefined, read: undefined, text: undefined, object: undefined, render }
}

export function renderPart(part: Part, context: object, rendering: Rendering): unknown {
  const { read, text, object, render } = part
  if (read !== undefined) {
    const value = readValue(read, context, rendering)
    rendering.takeValue(value, read.at)
    return value
  }
  if (text !== undefined) return joinText(text, context, rendering)
  if (object !== undefined) return renderObject(object, context, rendering)
  return render === undefined ? part.constant : render(context, rendering)
}

function renderObject({ Rendered, keys, parts }: ObjectParts, context: object, rendering: Rendering): object {
  const rendered = new Rendered()
  for (let index = 0; index < keys.length; index++) {
    const value = renderPart(parts[index]!, context, rendering)
    if (value !== undefined) rendered[keys[index]!] = value
  }
  return rendered
}
