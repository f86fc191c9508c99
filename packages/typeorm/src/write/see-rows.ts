import type { ColumnSelection } from '@triggerkit/core/adapter'
import type { ObjectLiteral, QueryRunner } from 'typeorm'
import { NamedParameters } from '../orm/named-parameters.ts'
import { sendStatement, withDriverParameters } from '../orm/typeorm-internals.ts'
import { selectedColumns } from '../row/columns.ts'
import { KeyReader, type RawKey, rawKeyText } from '../row/key-reader.ts'
import { RowReader } from '../row/row-reader.ts'
import type { WriteTarget } from './write-target.ts'

/** The columns of rows after a Write: returned by the statement itself, or read by key afterwards (DESIGN, step 7). */
export class SeenColumns {
  readonly keys: KeyReader
  readonly rows: RowReader
  readonly #target: WriteTarget

  constructor(target: WriteTarget, selection: ColumnSelection) {
    const { dataSource, dialect, table } = target
    this.#target = target
    this.keys = new KeyReader(dataSource, dialect, table)
    this.rows = new RowReader(dataSource, table, selectedColumns(table, selection), 'r', this.keys.byColumn)
  }

  select(qualifier?: string): string[] {
    return [...this.keys.select(qualifier), ...this.rows.select(qualifier)]
  }

  /** Reads rows by key, in any order. */
  async byKeys(runner: QueryRunner, keys: readonly RawKey[]): Promise<Map<string, ObjectLiteral>> {
    const { dataSource, dialect, table, builder } = this.#target
    const parameters = new NamedParameters()
    const names = table.keys.map((column) => builder.escape(column.databaseName))
    const where = dialect.keyIn(names, keys, parameters.add)
    const from = builder.getTableName(table.metadata.tablePath)
    const [sql, values] = withDriverParameters(
      dataSource,
      `SELECT ${this.select().join(', ')} FROM ${from} WHERE ${where}`,
      parameters.values,
    )
    const { records } = await sendStatement(runner, sql, values)
    return new Map((records as ObjectLiteral[]).map((raw) => [rawKeyText(this.keys.raw(raw)), raw]))
  }
}
