import { UnsupportedWriteError } from '@triggerkit/core/adapter'

/** Before-triggers would be told something that will not be so. */
export function unforeseeable(table: string, what: string): UnsupportedWriteError {
  return new UnsupportedWriteError({
    table,
    operation: 'update',
    message:
      `The before-triggers of ${table} cannot be told what this update makes of a document: ${what} is not worked out beforehand. ` +
      'Nothing was written. Write it by other operators or as a pipeline, or make the triggers after-triggers, which see what was written.',
  })
}
