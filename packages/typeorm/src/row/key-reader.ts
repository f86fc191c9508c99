import type { Row } from '@triggerkit/core/adapter'
import type { DataSource, ObjectLiteral } from 'typeorm'
import type { Dialect } from '../dialect/dialect.ts'
import type { ColumnMetadata } from '../orm/typeorm-internals.ts'
import type { Table } from '../schema/table.ts'
import { RowReader } from './row-reader.ts'

/** A key as the driver gives it and takes it back, in the order of the key's columns (R18). */
export type RawKey = readonly unknown[]

/** Selects keys, as rows for the core and raw for further statements. */
export class KeyReader {
  readonly #reader: RowReader
  readonly #raws: { expression: (qualifier?: string) => string; alias: string }[]
  readonly #dataSource: DataSource

  constructor(dataSource: DataSource, dialect: Dialect, table: Table, prefix = 'k') {
    const { driver } = dataSource
    this.#dataSource = dataSource
    this.#reader = new RowReader(dataSource, table, table.keys, prefix)
    this.#raws = table.keys.map((column, index) => {
      const isDate = table.schema.columns.get(table.names.get(column)!)!.kind === 'date' || column.type === 'date'
      const name = driver.escape(column.databaseName)
      const qualify = (qualifier?: string): string => (qualifier ? `${qualifier}.${name}` : name)
      if (!isDate) return { expression: () => '', alias: `tk_${prefix}${index}` }
      return { expression: (qualifier) => dialect.asText(qualify(qualifier)), alias: `tk_${prefix}t${index}` }
    })
  }

  select(qualifier?: string): string[] {
    const { driver } = this.#dataSource
    const texts = this.#raws.flatMap(({ expression, alias }) => {
      const sql = expression(qualifier)
      return sql === '' ? [] : [`${sql} AS ${driver.escape(alias)}`]
    })
    return [...this.#reader.select(qualifier), ...texts]
  }

  /** Aliases of the key's columns, for readers of whole rows. */
  get byColumn(): ReadonlyMap<ColumnMetadata, string> {
    return this.#reader.byColumn
  }

  /** Escaped names of all that `select` selects. */
  get aliases(): string[] {
    const { driver } = this.#dataSource
    return [
      ...this.#reader.aliases,
      ...this.#raws.filter(({ expression }) => expression() !== '').map(({ alias }) => driver.escape(alias)),
    ]
  }

  read(raw: ObjectLiteral): Row {
    return this.#reader.read(raw)
  }

  raw(raw: ObjectLiteral): RawKey {
    return this.#raws.map(({ alias }) => raw[alias] as unknown)
  }
}

/** One text per key. */
export function rawKeyText(key: RawKey): string {
  return key.map(partText).join('\u0000')
}

function partText(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (value instanceof Date) return value.toISOString()
  return String(value)
}
