import type { DataSource, ObjectLiteral } from 'typeorm'
import type { Row } from '@triggerkit/core/adapter'
import type { ColumnMetadata } from '../orm/typeorm-internals.ts'
import type { Table } from '../schema/table.ts'
import { setInRow } from './columns.ts'

interface ReadColumn {
  column: ColumnMetadata
  alias: string
  path: readonly string[]
}

/** Selects columns under aliases of its own and reads them back as rows: values as TypeORM hydrates them, under property paths. */
export class RowReader {
  readonly #columns: ReadColumn[]
  readonly #dataSource: DataSource

  constructor(dataSource: DataSource, table: Table, columns: readonly ColumnMetadata[], prefix: string) {
    this.#dataSource = dataSource
    this.#columns = columns.map((column, index) => ({ column, alias: `tk_${prefix}${index}`, path: table.names.get(column)!.split('.') }))
  }

  get empty(): boolean {
    return this.#columns.length === 0
  }

  get aliases(): string[] {
    return this.#columns.map(({ alias }) => this.#dataSource.driver.escape(alias))
  }

  /** The select list; `qualifier` is the table's or alias's escaped name. */
  select(qualifier?: string): string[] {
    const { driver } = this.#dataSource
    return this.#columns.map(({ column, alias }) => {
      const name = driver.escape(column.databaseName)
      return `${qualifier ? `${qualifier}.${name}` : name} AS ${driver.escape(alias)}`
    })
  }

  read(raw: ObjectLiteral, row: Row = {}): Row {
    const { driver } = this.#dataSource
    for (const { column, alias, path } of this.#columns) {
      const value: unknown = driver.prepareHydratedValue(raw[alias], column as never)
      if (path.length === 1) row[path[0]!] = value
      else setInRow(row, path, value)
    }
    return row
  }

  /** Takes our columns out of a raw row, so that the caller sees it as without us. */
  strip(raw: ObjectLiteral): void {
    for (const { alias } of this.#columns) delete raw[alias]
  }
}
