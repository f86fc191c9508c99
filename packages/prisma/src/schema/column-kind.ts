import type { ColumnKind } from '@triggerkit/core/adapter'
import type { SchemaField } from './schema-text.ts'

const kinds: Record<string, ColumnKind> = {
  String: 'string',
  Int: 'integer',
  BigInt: 'bigint',
  Float: 'float',
  Decimal: 'decimal',
  Boolean: 'boolean',
  DateTime: 'date',
  Json: 'json',
  Bytes: 'binary',
}

/** How a field's values compare (R22). */
export function columnKind({ type, list, attributes }: SchemaField, isEnum: boolean): ColumnKind {
  if (list) return 'array'
  if (isEnum) return 'string'
  if (attributes.some(({ name }) => name.endsWith('.Uuid'))) return 'uuid'
  return kinds[type] ?? 'unknown'
}
