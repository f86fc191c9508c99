import type { Row } from '@triggerkit/core/adapter'
import type { DataSource, ObjectLiteral } from 'typeorm'
import type { ColumnMetadata } from '../orm/typeorm-internals.ts'
import type { Table } from '../schema/table.ts'
import { setInRow } from './columns.ts'

interface ReadColumn {
  column: ColumnMetadata
  alias: string
  path: readonly string[]
  /** Selected by somebody else under this alias. */
  isShared: boolean
}

/** Selects columns under aliases of its own and reads them back as rows: values as TypeORM hydrates them, under property paths. */
export class RowReader {
  readonly #columns: ReadColumn[]
  readonly #dataSource: DataSource

  /** `shared` are the aliases of columns that the same statement selects already. */
  constructor(
    dataSource: DataSource,
    table: Table,
    columns: readonly ColumnMetadata[],
    prefix: string,
    shared?: ReadonlyMap<ColumnMetadata, string>,
  ) {
    this.#dataSource = dataSource
    this.#columns = columns.map((column, index) => {
      const known = shared?.get(column)
      const path = table.names.get(column)!.split('.')
      return { column, alias: known ?? `tk_${prefix}${index}`, path, isShared: known !== undefined }
    })
  }

  get aliases(): string[] {
    return this.#own.map(({ alias }) => this.#dataSource.driver.escape(alias))
  }

  /** The select list; `qualifier` is the table's or alias's escaped name. */
  select(qualifier?: string): string[] {
    const { driver } = this.#dataSource
    return this.#own.map(({ column, alias }) => {
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

  /** Aliases by column, for readers that share them. */
  get byColumn(): ReadonlyMap<ColumnMetadata, string> {
    return new Map(this.#columns.map(({ column, alias }) => [column, alias]))
  }

  get #own(): ReadColumn[] {
    return this.#columns.filter(({ isShared }) => !isShared)
  }
}
