import { type ExecutionRow, isFailure } from '@triggerkit/core/adapter'
import { fromStoredTexts, toStoredTexts } from '../database/stored-text.ts'

/** An execution as it is stored. */
export type ExecutionDocument = Omit<ExecutionRow, 'id'> & {
  readonly _id: string
  /** Whether it is kept as long as failures are. */
  readonly failed: boolean
}

export function toExecutionDocument({ id, error, ...fields }: ExecutionRow): ExecutionDocument {
  return {
    _id: id,
    ...toStoredTexts(fields),
    failed: isFailure(fields.outcome),
    ...(error !== undefined && { error: toStoredTexts(error) }),
  }
}

export function toExecutionRow({ _id: id, failed: _failed, error, ...fields }: ExecutionDocument): ExecutionRow {
  return { id, ...fromStoredTexts(fields), ...(error !== undefined && { error: fromStoredTexts(error) }) }
}
