import type { ColumnKind } from '@triggerkit/core/adapter'
import type { DataSource } from 'typeorm'
import type { ColumnMetadata } from '../orm/typeorm-internals.ts'

const kinds: [ColumnKind, RegExp][] = [
  ['uuid', /^(uuid|uniqueidentifier)$/],
  ['bigint', /^(bigint|int8|bigserial|unsigned big int)$/],
  ['boolean', /^(bool|boolean)$/],
  ['integer', /^(int|int2|int4|integer|smallint|mediumint|tinyint|serial|smallserial|year)$/],
  ['decimal', /^(decimal|dec|fixed|numeric|number|money|smallmoney)$/],
  ['float', /^(float|float4|float8|double|double precision|real)$/],
  ['date', /^(date|datetime|datetime2|timestamp|timestamptz|timestamp (without|with)( local)? time zone)$/],
  ['json', /^(json|jsonb|simple-json)$/],
  ['array', /^simple-array$/],
  ['binary', /^(bytea|blob|tinyblob|mediumblob|longblob|binary|varbinary|raw)$/],
  ['string', /char|text|clob|string|enum|citext|^time/],
]

/** How the column's values compare (R22), read off its declared type. What a transformer makes of them is its own affair. */
export function toColumnKind(column: ColumnMetadata, dataSource: DataSource): ColumnKind {
  if (column.transformer) return 'unknown'
  if (column.isArray) return 'array'
  const declared = kindOfType(column.type)
  if (declared !== 'unknown') return declared
  return kindOfType(dataSource.driver.normalizeType(column as never))
}

function kindOfType(type: unknown): ColumnKind {
  if (type === Boolean) return 'boolean'
  if (type === Date) return 'date'
  if (type === String) return 'string'
  if (type === Number) return 'integer'
  if (typeof type === 'function') return type.prototype instanceof Uint8Array ? 'binary' : 'unknown'
  const name = String(type).toLowerCase()
  return kinds.find(([, pattern]) => pattern.test(name))?.[0] ?? 'unknown'
}
