import { readPath } from '../value/path.ts'
import { isDirectName, readColumn } from '../value/read-column.ts'
import type { Placeholder } from './parse-text.ts'
import type { Rendering } from './rendering.ts'

/** Renders one part of a template. Undefined stands for a value that is absent. */
export interface Render {
  (context: object, rendering: Rendering): unknown
  /** It does no more than to give this column of the record: whoever calls it may read `rendering.row` instead where that is there. */
  column?: string
}

/** Reads a placeholder's value, and notes where there is none. The most frequent forms, `{{record.column}}` and the like, go without a loop. */
export function compileRead({ path, segments }: Placeholder, at: readonly string[]): Render {
  const read = compileSegments(segments)
  const render: Render = (context, rendering) => {
    const value = read(context)
    if (value === undefined) rendering.note(at, path)
    return value
  }
  const [root, name] = segments
  if (segments.length === 2 && root === 'record' && isDirectName(name!)) render.column = name
  return render
}

/** The same, with the value counted against the limit. */
export function countedRead(read: Render, at: readonly string[]): Render {
  const render: Render = (context, rendering) => {
    const value = read(context, rendering)
    rendering.takeValue(value, at)
    return value
  }
  render.column = read.column
  return render
}

function compileSegments(segments: readonly string[]): (context: object) => unknown {
  const [root, name] = segments as [string, string]
  if (segments.length > 2 || !segments.every(isDirectName)) return (context) => readPath(context, segments)
  if (segments.length === 1) return (context) => readColumn(context, root)
  if (root === 'record') return (context) => readColumn((context as { record?: unknown }).record, name)
  return (context) => readColumn(readColumn(context, root), name)
}
