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
  /** The full path: `record.total`, `context.tenant.id`. Resolving it again gives the same. */
  path: string
  /** The same in the context: `['tenant', 'id']`. */
  segments: readonly string[]
  /** The path below `record` or `previousRecord`; absent of anything else. */
  column?: string
}

/**
 * Resolves the `field` of a condition. A path that starts with none of the known roots is one of the record's (`total`
 * is `record.total`); what `withContext` was given beyond `user` is reached as `context.tenant.id`.
 */
export function toConditionField(field: string): ConditionField {
  const parsed = parsePath(field)
  const [first = ''] = parsed
  const segments = first === 'context' ? parsed.slice(1) : contextRoots.includes(first) ? parsed : ['record', ...parsed]
  const [root = ''] = segments
  const isRow = root === 'record' || root === 'previousRecord'
  const path = contextRoots.includes(root) ? segments.join('.') : ['context', ...segments].join('.')
  return { path, segments, column: isRow ? segments.slice(1).join('.') : undefined }
}
