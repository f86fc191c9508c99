import { SecretText } from '../template/secret-text.ts'
import { isDecimalObject } from '../value/decimal.ts'
import { isPlainObject } from '../value/plain-object.ts'
import { bytesOf, isObjectId } from '../value/value-class.ts'

const maxDepth = 100

/** What a Job cannot carry, and where in the value it stands. */
export interface UncarriedValue {
  readonly at: string
  readonly reason: string
}

/** Says where and why a value cannot be in a Job. */
export class UncarriedValueError extends Error {
  readonly uncarried: UncarriedValue

  constructor(uncarried: UncarriedValue) {
    super(`${uncarried.at === '' ? 'the value' : uncarried.at} ${uncarried.reason}`)
    this.uncarried = uncarried
  }
}

/**
 * A value as JSON text, format 1: what JSON has no word for is an object with one key that begins with `$` (`{"$date":0}`), and an object that has
 * such a key itself is `{"$object":[[key, value], …]}`. Objects of other classes are what their `toJSON` gives, else their own members.
 *
 * | value                                          | is kept as            |
 * | ---------------------------------------------- | --------------------- |
 * | Date                                           | `$date`, milliseconds |
 * | BigInt                                         | `$bigint`, text       |
 * | Decimal (Prisma, decimal.js, BSON and its kin) | `$decimal`, text      |
 * | ObjectId                                       | `$id`, text           |
 * | Buffer; other bytes                            | `$buffer`, `$bytes`, base64 |
 * | Map, Set                                       | `$map`, `$set`        |
 * | NaN, the infinities, −0                        | `$number`, text       |
 * | undefined in a list                            | `$undefined`          |
 * | a secret's place                               | `$secret`, its parts  |
 *
 * @throws UncarriedValueError for functions, symbols, circles and what is nested deeper than 100 levels.
 */
export function encodeValue(value: unknown): string {
  return JSON.stringify(toJson(value, '', [])) ?? 'null'
}

function toJson(value: unknown, at: string, open: readonly object[]): unknown {
  switch (typeof value) {
    case 'bigint':
      return { $bigint: String(value) }
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { $number: Object.is(value, -0) ? '-0' : String(value) }
    case 'undefined':
      return { $undefined: true }
    case 'function':
    case 'symbol':
      throw new UncarriedValueError({ at, reason: `is a ${typeof value}, which a Job cannot carry` })
    case 'object':
      return value === null ? null : objectToJson(value, at, open)
    default:
      return value
  }
}

function objectToJson(value: object, at: string, open: readonly object[]): unknown {
  if (open.includes(value)) throw new UncarriedValueError({ at, reason: 'refers to what it is a part of' })
  if (open.length > maxDepth) throw new UncarriedValueError({ at, reason: `is nested deeper than ${maxDepth} levels` })
  const within = [...open, value]
  if (value instanceof Date) return { $date: Number.isNaN(value.getTime()) ? null : value.getTime() }
  if (value instanceof SecretText) return { $secret: value.parts }
  if (Array.isArray(value)) return Array.from(value, (item, index) => toJson(item, `${at}[${index}]`, within))
  if (isPlainObject(value)) return membersToJson(value, at, within)
  return instanceToJson(value as object, at, within)
}

function instanceToJson(value: object, at: string, within: readonly object[]): unknown {
  const bytes = bytesOf(value)
  if (bytes !== undefined) return { [isBuffer(value) ? '$buffer' : '$bytes']: toBase64(bytes) }
  if (isObjectId(value)) return { $id: String(value) }
  if (value instanceof Map) {
    const entries = [...(value as Map<unknown, unknown>)]
    return { $map: entries.map((entry) => entryToJson(entry, at, within)) }
  }
  if (value instanceof Set) return { $set: [...value].map((item, index) => toJson(item, `${at}[${index}]`, within)) }
  if (isDecimalObject(value)) return { $decimal: String(value) }
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON === 'function') return toJson(toJSON.call(value, ''), at, within)
  return membersToJson({ ...(value as Record<string, unknown>) }, at, within)
}

function membersToJson(members: Readonly<Record<string, unknown>>, at: string, open: readonly object[]): unknown {
  const json: Record<string, unknown> = {}
  let isPlain = true
  for (const key of Object.keys(members)) {
    const value = members[key]
    if (value === undefined) continue
    if (key.startsWith('$') || key === '__proto__') isPlain = false
    else json[key] = toJson(value, at === '' ? key : `${at}.${key}`, open)
  }
  if (isPlain) return json
  const entries = Object.entries(members).filter(([, value]) => value !== undefined)
  return { $object: entries.map((entry) => entryToJson(entry, at, open)) }
}

function entryToJson([key, value]: readonly [unknown, unknown], at: string, open: readonly object[]): unknown[] {
  return [toJson(key, `${at} (a key)`, open), toJson(value, `${at}.${String(key)}`, open)]
}

function isBuffer(value: object): boolean {
  return typeof Buffer !== 'undefined' && Buffer.isBuffer(value)
}

function toBase64(bytes: Uint8Array): string {
  if (typeof Buffer !== 'undefined')
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}
