import type { EvaluationContext } from '../context/trigger-context.ts'
import { isSafeName, readName, readPath } from '../value/path.ts'

export type FieldReader = (context: EvaluationContext) => unknown

/** Reads the value at a path of the context, own properties only; the frequent forms without a loop. */
export function fieldReader(segments: readonly string[]): FieldReader {
  if (!segments.every(isSafeName)) return () => undefined
  const [root, name] = segments as [string, string]
  if (segments.length !== 2) return (context) => readPath(context, segments)
  if (root === 'record') return (context) => readColumn(context.record, name)
  if (root === 'previousRecord') return (context) => readColumn(context.previousRecord, name)
  return (context) => readPath(context, segments)
}

function readColumn(row: object | undefined, name: string): unknown {
  if (row === undefined || row === null) return undefined
  return Object.hasOwn(row, name) ? (row as Record<string, unknown>)[name] : readName(row, name)
}
