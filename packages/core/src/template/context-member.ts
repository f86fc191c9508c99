import type { EvaluationContext } from '../context/trigger-context.ts'
import { readColumn } from '../value/read-column.ts'

/**
 * Reads one of the values beside the record, by a name that may be read directly (`isDirectName`). Those that every context has are each read
 * at a place of its own: there the host knows where in the object to look, which it does not where one place reads them all by name.
 */
export function readContextMember(context: object, name: string): unknown {
  if (context.constructor !== Object) return readColumn(context, name)
  const members = context as Partial<EvaluationContext>
  switch (name) {
    case 'event':
      return members.event
    case 'table':
      return members.table
    case 'operation':
      return members.operation
    case 'previousRecord':
      return members.previousRecord
    case 'changedFields':
      return members.changedFields
    case 'database':
      return members.database
    case 'env':
      return members.env
    case 'timestamp':
      return members.timestamp
    case 'user':
      return members.user
    default:
      return members[name]
  }
}
