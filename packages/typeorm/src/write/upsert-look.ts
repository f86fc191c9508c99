import type { ColumnSelection, Row } from '@triggerkit/core/adapter'
import type { ObjectLiteral, QueryRunner } from 'typeorm'
import { NamedParameters } from '../orm/named-parameters.ts'
import { sendStatement, withDriverParameters } from '../orm/typeorm-internals.ts'
import { selectedColumns } from '../row/columns.ts'
import { KeyReader, type RawKey, rawKeyText } from '../row/key-reader.ts'
import { RowReader } from '../row/row-reader.ts'
import { findByValues } from './find-by-values.ts'
import { conflictsOf } from './unique-columns.ts'
import type { WriteTarget } from './write-target.ts'

/** A row that an upsert is going to update. */
export interface ExistingRow {
  key: Row
  rawKey: RawKey
  previous: Row
}

/**
 * The rows that an upsert's value sets meet, by position: first looked for without a lock, then read again by key with one, since a lock on
 * keys that are not there yet would deadlock with another upsert's (R13). `missed`: a look before this one missed a row, which is there now,
 * though the transaction's snapshot may not have it.
 */
export async function lookForExisting(
  target: WriteTarget,
  runner: QueryRunner,
  values: readonly ObjectLiteral[],
  selection: ColumnSelection,
  { lock, missed }: { lock: boolean; missed: boolean },
): Promise<Map<number, ExistingRow>> {
  const { dataSource, dialect, table } = target
  const keys = new KeyReader(dataSource, dialect, table)
  const rows = new RowReader(dataSource, table, selectedColumns(table, selection), 'p', keys.byColumn)
  const read = (raw: ObjectLiteral): ExistingRow => ({
    key: keys.read(raw),
    rawKey: keys.raw(raw),
    previous: rows.read(raw),
  })
  const select = [...keys.select(), ...rows.select()]
  const found = await findByValues(
    target,
    runner,
    values,
    conflictsOf(target),
    lock ? keys.select() : select,
    lock && missed,
  )
  if (!lock || found.size === 0) return new Map([...found].map(([position, raw]) => [position, read(raw)]))
  const locked = await lockRows(
    target,
    runner,
    [...found.values()].map((raw) => keys.raw(raw)),
    select,
  )
  const byKey = new Map(locked.map((raw) => [rawKeyText(keys.raw(raw)), read(raw)]))
  return new Map(
    [...found].flatMap(([position, raw]) => {
      const row = byKey.get(rawKeyText(keys.raw(raw)))
      return row ? [[position, row] as const] : []
    }),
  )
}

async function lockRows(
  target: WriteTarget,
  runner: QueryRunner,
  keys: readonly RawKey[],
  select: readonly string[],
): Promise<ObjectLiteral[]> {
  const { dataSource, dialect, table, builder } = target
  const parameters = new NamedParameters()
  const names = table.keys.map((column) => builder.escape(column.databaseName))
  const where = dialect.keyIn(names, keys, parameters.add)
  const from = builder.getTableName(table.metadata.tablePath)
  const lock = dialect.lock('update')
  const sql = `SELECT ${select.join(', ')} FROM ${from} WHERE ${where} ORDER BY ${names.join(', ')}${lock}`
  const [text, values] = withDriverParameters(dataSource, sql, parameters.values)
  return (await sendStatement(runner, text, values)).records as ObjectLiteral[]
}
