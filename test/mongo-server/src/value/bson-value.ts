import { Decimal128, type Double, type Int32, Long } from 'bson'

/** A document with every number in its BSON type: read with `promoteValues: false`. */
export type Document = Record<string, unknown>

export type NumericValue = Int32 | Double | Long | Decimal128

/** A BSON type: its number and alias, and its place in the comparison order of types. */
export interface BsonType {
  code: number
  alias: string
  order: number
}

/** https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/ */
export const BSON_TYPES = {
  minKey: { code: -1, alias: 'minKey', order: 0 },
  null: { code: 10, alias: 'null', order: 1 },
  int: { code: 16, alias: 'int', order: 2 },
  long: { code: 18, alias: 'long', order: 2 },
  double: { code: 1, alias: 'double', order: 2 },
  decimal: { code: 19, alias: 'decimal', order: 2 },
  symbol: { code: 14, alias: 'symbol', order: 3 },
  string: { code: 2, alias: 'string', order: 3 },
  object: { code: 3, alias: 'object', order: 4 },
  array: { code: 4, alias: 'array', order: 5 },
  binData: { code: 5, alias: 'binData', order: 6 },
  objectId: { code: 7, alias: 'objectId', order: 7 },
  bool: { code: 8, alias: 'bool', order: 8 },
  date: { code: 9, alias: 'date', order: 9 },
  timestamp: { code: 17, alias: 'timestamp', order: 10 },
  regex: { code: 11, alias: 'regex', order: 11 },
  javascript: { code: 13, alias: 'javascript', order: 12 },
  maxKey: { code: 127, alias: 'maxKey', order: 13 },
} as const

/** By the name that bson's classes carry. */
const NAMED: Readonly<Record<string, BsonType>> = {
  ObjectId: BSON_TYPES.objectId,
  Int32: BSON_TYPES.int,
  Double: BSON_TYPES.double,
  Long: BSON_TYPES.long,
  Decimal128: BSON_TYPES.decimal,
  Timestamp: BSON_TYPES.timestamp,
  Binary: BSON_TYPES.binData,
  BSONRegExp: BSON_TYPES.regex,
  BSONSymbol: BSON_TYPES.symbol,
  Code: BSON_TYPES.javascript,
  MinKey: BSON_TYPES.minKey,
  MaxKey: BSON_TYPES.maxKey,
}

/** The BSON type of a value as it was read; a missing value has that of null. */
export function typeOf(value: unknown): BsonType {
  if (value === null || value === undefined) return BSON_TYPES.null
  if (typeof value === 'string') return BSON_TYPES.string
  if (typeof value === 'boolean') return BSON_TYPES.bool
  if (Array.isArray(value)) return BSON_TYPES.array
  if (Object.getPrototypeOf(value) === Object.prototype) return BSON_TYPES.object
  if (value instanceof Date) return BSON_TYPES.date
  return NAMED[(value as { _bsontype: string })._bsontype] ?? BSON_TYPES.object
}

export function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && typeOf(value) === BSON_TYPES.object
}

export function isNumeric(value: unknown): value is NumericValue {
  return typeOf(value).order === BSON_TYPES.int.order
}

/** A number as JavaScript's own; where that cannot hold it, the nearest one. */
export function toNumber(value: NumericValue): number {
  if (value instanceof Long) return value.toNumber()
  if (value instanceof Decimal128) return Number(value.toString())
  return value.value
}

/** Whether a value counts as true, as `multi: 1` does. */
export function isTruthy(value: unknown): boolean {
  return isNumeric(value) ? toNumber(value) !== 0 : Boolean(value)
}

/** A copy whose documents and arrays are its own; other values are never changed in place. */
export function copyDocument<T>(value: T): T {
  if (Array.isArray(value)) return value.map((item) => copyDocument(item)) as T
  if (!isDocument(value)) return value
  const copy: Document = {}
  for (const name of Object.keys(value)) setMember(copy, name, copyDocument(value[name]))
  return copy as T
}

/** Sets a field of any name, `__proto__` included. */
export function setMember(document: Document, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(document, name, { value, enumerable: true, configurable: true, writable: true })
  else document[name] = value
}

/** A document's own field; absent where it has none of that name. */
export function member(document: Document, name: string): unknown {
  return Object.hasOwn(document, name) ? document[name] : undefined
}
