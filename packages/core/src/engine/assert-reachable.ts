import { touchesHidden } from '../change/hidden-columns.ts'
import { TriggerkitError } from '../errors/triggerkit-error.ts'
import { parsePath } from '../value/path.ts'
import type { AlterationPlace } from './altered-columns.ts'

/**
 * Refuses a stored trigger's hand on a hidden column of the row that is being written (R19).
 *
 * @throws TriggerkitError of code `COLUMN_HIDDEN`.
 */
export function assertReachable(
  column: string,
  hidden: readonly string[],
  { trigger, event, table }: AlterationPlace,
): void {
  if (touchesHidden(parsePath(column), hidden) === undefined) return
  throw new TriggerkitError({
    code: 'COLUMN_HIDDEN',
    message:
      `The stored trigger "${trigger}" (${event} on ${table}) sets "${column}", which is hidden from stored definitions. ` +
      `Allow it by createTriggers({ stored: { sensitive: ['${table}.${column}'] } }), or register the trigger in code.`,
  })
}
