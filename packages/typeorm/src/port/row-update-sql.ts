import { type RowUpdate, UnsupportedWriteError } from '@triggerkit/core/adapter'
import type { DataSource, ObjectLiteral } from 'typeorm'
import type { NamedParameters } from '../orm/named-parameters.ts'
import type { ColumnMetadata } from '../orm/typeorm-internals.ts'
import { columnOrThrow, setInValues } from '../row/columns.ts'
import type { Table } from '../schema/table.ts'

type Expression = (name: string, value: string) => string

/** Numbers are worked out by the database; a NULL counts as nothing yet. */
const numeric: Record<'$inc' | '$mul' | '$min' | '$max', Expression> = {
  $inc: (name, value) => `COALESCE(${name}, 0) + ${value}`,
  $mul: (name, value) => `COALESCE(${name}, 0) * ${value}`,
  $min: (name, value) => `CASE WHEN ${name} < ${value} THEN ${name} ELSE ${value} END`,
  $max: (name, value) => `CASE WHEN ${name} > ${value} THEN ${name} ELSE ${value} END`,
}

/** PostgreSQL's arrays have functions for these; other lists are read, changed and written back. */
const onArrays: Record<'$push' | '$pull' | '$addToSet', Expression> = {
  $push: (name, value) => `array_append(${name}, ${value})`,
  $pull: (name, value) => `array_remove(${name}, ${value})`,
  $addToSet: (name, value) => `CASE WHEN ${value} = ANY(${name}) THEN ${name} ELSE array_append(${name}, ${value}) END`,
}

/** The SET of an update builder for an update in the core's terms. */
export function toSet(
  dataSource: DataSource,
  table: Table,
  update: RowUpdate,
  parameters: NamedParameters,
): ObjectLiteral {
  const set: ObjectLiteral = {}
  const { driver } = dataSource
  for (const [name, value] of Object.entries(update.$set ?? {})) setInValues(set, columnOrThrow(table, name), value)
  for (const name of Object.keys(update.$unset ?? {})) setInValues(set, columnOrThrow(table, name), null)
  for (const [operator, expression] of Object.entries({ ...numeric, ...onArrays }) as [keyof RowUpdate, Expression][]) {
    for (const [name, value] of Object.entries(update[operator] ?? {})) {
      const column = columnOrThrow(table, name)
      if (operator in onArrays) assertArray(column, table, operator)
      const sql = expression(driver.escape(column.databaseName), parameters.add(value))
      setInValues(set, column, () => sql)
    }
  }
  return set
}

function assertArray(column: ColumnMetadata, table: Table, operator: string): void {
  if (column.isArray) return
  throw new UnsupportedWriteError({
    table: table.schema.name,
    operation: 'update',
    message:
      `${operator} needs a PostgreSQL array, and ${table.schema.name}.${column.propertyPath} is of type ${String(column.type)}. ` +
      'Read the row in a custom function, change the list and save it.',
  })
}
