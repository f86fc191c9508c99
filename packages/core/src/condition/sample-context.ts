import type { Row } from '../change/change.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'

/** Contexts for tests only. */
export function insertOf(record: Row, changedFields: string[] = Object.keys(record)): EvaluationContext {
  return {
    event: 'afterInsert',
    table: 'orders',
    operation: 'insert',
    record,
    changedFields,
    timestamp: '2024-05-01T00:00:00.000Z',
  }
}

export function updateOf(previousRecord: Row, record: Row, changedFields: string[]): EvaluationContext {
  return { ...insertOf(record, changedFields), event: 'afterUpdate', operation: 'update', previousRecord }
}

export function deleteOf(record: Row): EvaluationContext {
  return { ...insertOf(record, []), event: 'afterDelete', operation: 'delete', previousRecord: record }
}
