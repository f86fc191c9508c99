import type { VettedRow } from '@triggerkit/core/adapter'
import type { ObjectLiteral, QueryResult, QueryRunner } from 'typeorm'
import { sendStatement, type WriteBuilder } from '../orm/typeorm-internals.ts'
import { andWhere, type BuiltStatement, buildStatement, vanillaRows } from '../statement/build-statement.ts'
import { type AlteredColumns, alterationParts } from './altered-columns.ts'
import { lookedKey } from './looked-key.ts'
import type { SeenColumns } from './see-rows.ts'
import type { WriteTarget } from './write-target.ts'

export interface SentCriteria {
  /** As the statement without our columns would have answered. */
  result: QueryResult
  /** Our columns of the rows it returned; absent where it returned none of ours. */
  returned?: ObjectLiteral[]
}

/** Sends the builder's statement with its own criteria and these rows' keys (R11); without rows it finds none. */
export async function sendCriteria(
  target: WriteTarget,
  runner: QueryRunner,
  rows: readonly VettedRow[],
  altered: AlteredColumns | undefined,
  seen: SeenColumns | undefined,
): Promise<SentCriteria> {
  const { dataSource, dialect, builder, table } = target
  const keyWhere = (own: string, copy: WriteBuilder): string => {
    if (rows.length === 0) return andWhere(own, '(1 = 0)')
    const names = table.keys.map((column) => copy.escape(column.databaseName))
    const keys = rows.map((row) => lookedKey(row).key)
    return andWhere(own, `(${dialect.keyIn(names, keys, (value) => copy.createParameter(value))})`)
  }
  const statement = buildStatement(dataSource, builder, {
    ...alterationParts(target, altered),
    where: keyWhere,
    returning: seen?.select(),
  })
  return toSent(await sendStatement(runner, statement.sql, statement.parameters), statement)
}

/** Parts our columns from the statement's own answer. */
export function toSent(result: QueryResult, statement: BuiltStatement): SentCriteria {
  if (statement.aliases.size === 0) return { result }
  const returned = result.records as ObjectLiteral[]
  const affected = result.affected ?? returned.length
  return { result: { ...result, records: vanillaRows(statement, returned), affected }, returned }
}
