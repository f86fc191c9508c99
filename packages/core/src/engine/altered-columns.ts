import type { Row } from '../change/change.ts'
import { describeText } from '../errors/describe-value.ts'
import { TriggerkitError } from '../errors/triggerkit-error.ts'
import type { TableSchema } from '../schema/schema.ts'

/** Which trigger alters a row, and when. */
export interface AlterationPlace {
  trigger: string
  event: string
  table: string
}

/**
 * The columns that a before-trigger sets, by path, embedded ones also given as nested objects.
 *
 * @throws TriggerkitError of code `UNKNOWN_COLUMN`.
 */
export function* alteredColumns(
  fields: Row,
  table: TableSchema,
  where: AlterationPlace,
  prefix = '',
): Iterable<[string, unknown]> {
  for (const key of Object.keys(fields)) {
    const name = prefix + key
    const value = fields[key]
    if (table.columns.has(name)) yield [name, value === undefined ? null : value]
    else if (isEmbedded(name, table) && value !== null && typeof value === 'object')
      yield* alteredColumns(value as Row, table, where, `${name}.`)
    else throw unknownColumn(name, table, where.trigger)
  }
}

export function alteringDeletedRow({ trigger, event, table }: AlterationPlace): TriggerkitError {
  return new TriggerkitError({
    code: 'ALTER_DELETED_ROW',
    message:
      `Trigger "${trigger}" (${event} on ${table}) sets columns of a row that is being deleted. ` +
      'Reject or skip the row instead.',
  })
}

/** Whether the name is that of a group of embedded columns. */
export function isEmbedded(name: string, table: TableSchema): boolean {
  for (const column of table.columns.keys()) if (column.startsWith(`${name}.`)) return true
  return false
}

function unknownColumn(name: string, table: TableSchema, trigger: string): TriggerkitError {
  return new TriggerkitError({
    code: 'UNKNOWN_COLUMN',
    message:
      `Trigger "${trigger}" sets ${describeText(name)}, which is no column of ${table.name}. ` +
      `Columns: ${[...table.columns.keys()].join(', ')}.`,
  })
}
