import type { Row } from '@triggerkit/core/adapter'
import type { ObjectLiteral } from 'typeorm'
import type { ColumnMetadata, WriteBuilder } from '../orm/typeorm-internals.ts'
import { copyValues, setInValues } from '../row/columns.ts'
import type { StatementParts } from '../statement/build-statement.ts'
import type { WriteTarget } from './write-target.ts'

/** What triggers set in a statement: values, or SQL that tells row from row. The builder is for the SQL's parameters. */
export type AlteredColumns = (builder: WriteBuilder) => { column: ColumnMetadata; value?: unknown; sql?: string }[]

/** An alteration that is the same for all rows. */
export function sameForAll(target: WriteTarget, alteration: Row | undefined): AlteredColumns | undefined {
  if (alteration === undefined) return undefined
  return () => Object.entries(alteration).map(([name, value]) => ({ column: target.table.columns.get(name)!, value }))
}

/** The part of a statement that sets altered columns, beside or in the place of what the caller sets. */
export function alterationParts(target: WriteTarget, altered: AlteredColumns | undefined): StatementParts {
  if (altered === undefined) return {}
  if (target.builder.expressionMap.queryType === 'update')
    return { values: (builder) => alteredValues(target, builder, altered) }
  return { assignments: (builder) => alteredAssignments(target, builder, altered) }
}

function alteredValues(target: WriteTarget, builder: WriteBuilder, altered: AlteredColumns): ObjectLiteral {
  const values = copyValues(builder.expressionMap.valuesSet as ObjectLiteral, target.table)
  for (const { column, value, sql } of altered(builder))
    setInValues(values, column, sql === undefined ? value : () => sql)
  return values
}

function alteredAssignments(
  { dataSource }: WriteTarget,
  builder: WriteBuilder,
  altered: AlteredColumns,
): Map<string, string> {
  return new Map(
    altered(builder).map(({ column, value, sql }) => {
      const persistent = (): string =>
        builder.createParameter(dataSource.driver.preparePersistentValue(value, column as never) ?? null)
      return [builder.escape(column.databaseName), sql ?? persistent()]
    }),
  )
}
