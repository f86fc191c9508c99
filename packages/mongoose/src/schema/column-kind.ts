import type { ColumnKind } from '@triggerkit/core/adapter'
import type { SchemaTypeLike } from '../mongoose-like.ts'

const kinds: Readonly<Record<string, ColumnKind>> = {
  String: 'string',
  Number: 'float',
  Double: 'float',
  Int32: 'integer',
  BigInt: 'bigint',
  Decimal128: 'decimal',
  Date: 'date',
  Boolean: 'boolean',
  Buffer: 'binary',
  // Equal to the text that stands for it, too.
  ObjectId: 'string',
  UUID: 'uuid',
  Array: 'array',
  DocumentArray: 'array',
}

/** How the values of a path compare (R22); maps and mixed ones by value. */
export function toColumnKind(type: SchemaTypeLike): ColumnKind {
  return type.$isMongooseArray ? 'array' : (kinds[type.instance] ?? 'unknown')
}
