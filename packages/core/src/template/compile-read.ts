import { readName, readPath } from '../value/path.ts'
import { isDirectName, readColumn } from '../value/read-column.ts'
import { readContextMember } from './context-member.ts'
import type { Placeholder } from './parse-text.ts'
import type { Rendering } from './rendering.ts'

/**
 * A placeholder at its place in a template, as data. All of them are read by one function, `readValue`, which the host's compiler can set
 * inline where it is used; a closure for each would cost calls that it cannot foresee, more than the reading itself.
 */
export interface Read {
  readonly form: number
  readonly at: readonly string[]
  /** As it was written: `record.total`. */
  readonly path: string
  readonly segments: readonly string[]
  /** The first of the segments, and the second where there is one. */
  readonly root: string
  readonly name: string
}

const byPath = 0
const ofRecord = 1
const ofContext = 2
const ofMember = 3
const ofResult = 4

export function compileRead({ path, segments }: Placeholder, at: readonly string[]): Read {
  const [root, name = ''] = segments as [string, string?]
  return { form: formOf(segments), at, path, segments, root, name }
}

/** The most frequent forms, `{{record.column}}` and the like, go without a loop. */
function formOf(segments: readonly string[]): number {
  if (segments[0] === 'actions') return ofResult
  if (segments.length > 2 || !segments.every(isDirectName)) return byPath
  if (segments.length === 1) return ofContext
  return segments[0] === 'record' ? ofRecord : ofMember
}

/** Reads a placeholder's value, and notes where there is none. */
export function readValue(read: Read, context: object, rendering: Rendering): unknown {
  const value = lookUp(read, context, rendering.row)
  if (value === undefined) rendering.note(read.at, read.path)
  return value
}

function lookUp({ form, root, name, segments }: Read, context: object, row: Rendering['row']): unknown {
  switch (form) {
    case ofRecord:
      if (row === undefined) return readColumn((context as { record?: unknown }).record, name)
      // The most frequent column of all has a place of its own, for the same reason as the context's members.
      return name === 'id' ? row.id : row[name]
    case ofContext:
      return readContextMember(context, root)
    case ofMember:
      return readColumn(readContextMember(context, root), name)
    case ofResult:
      return readResult((context as { actions?: unknown }).actions, segments)
    default:
      return readPath(context, segments)
  }
}

/** An action's name may have dots in it, as those that are given by default (`cache.get#1`): the longest that fits is meant. */
function readResult(actions: unknown, segments: readonly string[]): unknown {
  if (actions === null || typeof actions !== 'object') return undefined
  for (let end = segments.length; end > 1; end--) {
    const result = readName(actions, segments.slice(1, end).join('.'))
    if (result !== undefined) return readPath(result, segments.slice(end))
  }
  return segments.length === 1 ? actions : undefined
}
