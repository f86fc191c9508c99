import type { EvaluationContext } from '../context/trigger-context.ts'
import { isSafeName, readPath } from '../value/path.ts'
import { isDirectName, readColumn } from '../value/read-column.ts'

export type FieldReader = (context: EvaluationContext) => unknown

/** Reads the value at a path of the context, own properties only; the frequent forms without a loop. */
export function fieldReader(segments: readonly string[]): FieldReader {
  if (!segments.every(isSafeName)) return () => undefined
  const [root, name] = segments as [string, string]
  if (segments.length !== 2 || !isDirectName(name)) return (context) => readPath(context, segments)
  if (root === 'record') return (context) => readColumn(context.record, name)
  if (root === 'previousRecord') return (context) => readColumn(context.previousRecord, name)
  return (context) => readPath(context, segments)
}
