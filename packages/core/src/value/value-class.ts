import { isDecimalObject } from './decimal.ts'
import { hasOwnText } from './own-text.ts'

/**
 * What a value is, as far as comparing goes: values of different classes are never equal without a column's kind (R23).
 */
export type ValueClass =
  | 'null'
  | 'string'
  | 'number'
  | 'boolean'
  | 'date'
  | 'id'
  | 'binary'
  | 'array'
  | 'map'
  | 'set'
  | 'object'
  | 'other'

/** Number, BigInt and Decimal are one class, `number`; a BSON ObjectId is an `id`; null and undefined are `null`. */
export function classOf(value: unknown): ValueClass {
  if (value === null || value === undefined) return 'null'
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value as 'string' | 'number' | 'boolean'
    case 'bigint':
      return 'number'
    case 'object':
      return classOfObject(value)
    default:
      return 'other'
  }
}

function classOfObject(value: object): ValueClass {
  if (Array.isArray(value)) return 'array'
  if (value instanceof Date) return 'date'
  if (isBinary(value)) return 'binary'
  if (value instanceof Map) return 'map'
  if (value instanceof Set) return 'set'
  if (isObjectId(value)) return 'id'
  return isDecimalObject(value) ? 'number' : 'object'
}

/** `ObjectId` of the mongodb driver and Mongoose, by its shape. */
export function isObjectId(value: object): boolean {
  const type = (value as { _bsontype?: unknown })._bsontype
  return (type === 'ObjectId' || type === 'ObjectID') && hasOwnText(value)
}

/** A value that carries bytes: Uint8Array and Buffer, other views, ArrayBuffer, BSON's Binary and UUID. */
export function isBinary(value: object): boolean {
  return (
    ArrayBuffer.isView(value) ||
    value instanceof ArrayBuffer ||
    (value as { _bsontype?: unknown })._bsontype === 'Binary'
  )
}

/** Its bytes; undefined where it has none. */
export function bytesOf(value: unknown): Uint8Array | undefined {
  if (value === null || typeof value !== 'object') return undefined
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  if (value instanceof ArrayBuffer) return new Uint8Array(value)
  if ((value as { _bsontype?: unknown })._bsontype !== 'Binary') return undefined
  const { buffer, position } = value as { buffer?: unknown; position?: unknown }
  if (!(buffer instanceof Uint8Array)) return undefined
  return typeof position === 'number' ? buffer.subarray(0, position) : buffer
}
