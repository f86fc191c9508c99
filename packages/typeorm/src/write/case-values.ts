import type { VettedRow } from '@triggerkit/core/adapter'
import type { WriteBuilder } from '../orm/typeorm-internals.ts'
import type { AlteredColumns } from './altered-columns.ts'
import { lookedKey } from './looked-key.ts'
import { readSetValues } from './set-values.ts'
import type { WriteTarget } from './write-target.ts'

/**
 * A SET in which each row gets its own alteration: `"a" = CASE WHEN "id" = 1 THEN … WHEN "id" = 2 THEN … ELSE … END` (R15). The ELSE is what
 * the caller sets, or the column itself, which also tells PostgreSQL the type of the parameters before it.
 */
export function caseByRow(target: WriteTarget, rows: readonly VettedRow[]): AlteredColumns {
  const { table, dataSource } = target
  return (builder) => {
    const set = readSetValues(builder, table)
    const names = [...new Set(rows.flatMap((row) => Object.keys(row.alteration ?? {})))]
    return names.map((name) => {
      const column = table.columns.get(name)!
      const persistent = (value: unknown): string =>
        builder.createParameter(dataSource.driver.preparePersistentValue(value, column as never) ?? null)
      const branches = rows.flatMap((row) => {
        if (!row.alteration || !(name in row.alteration)) return []
        return `WHEN ${keyIs(target, builder, row)} THEN ${persistent(row.alteration[name])}`
      })
      const given = set.values.has(column) ? `WHEN 1 = 1 THEN ${persistent(set.values.get(column))}` : ''
      const otherwise = set.expressions.get(column) ?? builder.escape(column.databaseName)
      return { column, sql: `CASE ${branches.join(' ')} ${given} ELSE ${otherwise} END` }
    })
  }
}

function keyIs({ table, dialect }: WriteTarget, builder: WriteBuilder, row: VettedRow): string {
  const names = table.keys.map((column) => builder.escape(column.databaseName))
  return dialect.keyIn(names, [lookedKey(row).key], (value) => builder.createParameter(value))
}
