import type { ModelColumn } from '../schema/model.ts'

/** A value that a raw query gave, in the form in which Prisma's own operations give it. */
export function fromRaw({ kind, type, list, enumValues }: ModelColumn, value: unknown): unknown {
  if (value === null || value === undefined) return list ? [] : null
  if (list)
    return Array.isArray(value)
      ? value.map((item) => scalarFromRaw(kindOfItem[type] ?? 'string', item, enumValues))
      : value
  return scalarFromRaw(kind, value, enumValues)
}

/** Of a list's items; what is not named stays as it is. */
const kindOfItem: Record<string, ModelColumn['kind']> = {
  Int: 'integer',
  BigInt: 'bigint',
  Float: 'float',
  Boolean: 'boolean',
  DateTime: 'date',
  Bytes: 'binary',
}

function scalarFromRaw(kind: ModelColumn['kind'], value: unknown, enumValues: ModelColumn['enumValues']): unknown {
  switch (kind) {
    case 'boolean':
      return typeof value === 'boolean' ? value : Number(value) !== 0
    case 'integer':
    case 'float':
      return Number(value)
    case 'bigint':
      return typeof value === 'bigint' ? value : BigInt(String(value))
    case 'date':
      return value instanceof Date ? value : new Date(String(value))
    case 'json':
      return typeof value === 'string' ? parsed(value) : value
    default:
      return enumValues?.get(String(value)) ?? value
  }
}

/** MariaDB hands over JSON as text or parsed, by version. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
