import type { Row } from '../change/change.ts'

/** How a before-action rules on one row of a Write (R28). */
export interface RowVerdict {
  /** Sets columns of the row that is going to be written; later before-actions see them. */
  set(fields: Row): void
  /** Drops the row from the Write. */
  skip(): void
  /** Blocks the whole Write: throws the error that the caller gets. */
  reject(message: string, options?: { code?: string; field?: string; cause?: unknown }): never
}
