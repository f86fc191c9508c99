import { parsePath } from '../value/path.ts'

/** The names that placeholders and condition fields can start with, beside what `withContext` is given. */
export const contextRoots: readonly string[] = [
  'record',
  'previousRecord',
  'records',
  'previousRecords',
  'count',
  'changedFields',
  'input',
  'event',
  'operation',
  'soft',
  'table',
  'database',
  'env',
  'timestamp',
  'user',
  'actions',
]

/** What a condition looks at. */
export interface ConditionField {
  /** The full path: `record.total`. */
  path: string
  segments: readonly string[]
  /** The path below `record` or `previousRecord`; absent of anything else. */
  column?: string
}

/**
 * Resolves the `field` of a condition. A path that starts with none of the known roots is one of the record's (`total` is `record.total`);
 * what `withContext` was given beyond `user` is reached as `context.tenant.id`.
 */
export function toConditionField(field: string): ConditionField {
  const parsed = parsePath(field)
  const segments = parsed[0] === 'context' ? parsed.slice(1) : contextRoots.includes(parsed[0]!) ? parsed : ['record', ...parsed]
  const isRow = segments[0] === 'record' || segments[0] === 'previousRecord'
  return { path: segments.join('.'), segments, column: isRow ? segments.slice(1).join('.') : undefined }
}
