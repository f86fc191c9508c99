import { isDecimalObject, textOf } from '../value/decimal.ts'
import { bytesOf, isObjectId } from '../value/value-class.ts'
import { maxValueDepth } from './measure.ts'

/**
 * How a value reads inside a text: Date as ISO 8601, Decimal and BigInt as their digits, ObjectId as its hex text,
 * bytes as base64, other objects as JSON, null and undefined as nothing. Never throws on values that can be read.
 */
export function toText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
    case 'boolean':
    case 'bigint':
      return String(value)
    case 'object':
      return value === null ? '' : objectToText(value)
    default:
      return ''
  }
}

function objectToText(value: object): string {
  const bytes = bytesOf(value)
  if (bytes !== undefined) return bytesToText(value, bytes)
  const plain = toPlain(value)
  return typeof plain === 'object' ? toJson(value) : String(plain)
}

/** A value that JSON has no form for, as text; anything else as it is. */
function toPlain(value: object): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (isDecimalObject(value)) return textOf(value)
  return isObjectId(value) ? String(value) : value
}

function toJson(value: object): string {
  const open: unknown[] = []
  const text = JSON.stringify(value, function replace(this: unknown, key: string, member: unknown) {
    const raw = key === '' ? member : (this as Record<string, unknown>)[key]
    if (typeof raw === 'bigint') return String(raw)
    if (raw === null || typeof raw !== 'object') return member
    while (open.length > 0 && open.at(-1) !== this) open.pop()
    if (open.includes(raw)) return '[Circular]'
    if (open.length >= maxValueDepth) return '[nested too deeply]'
    open.push(raw)
    const bytes = bytesOf(raw)
    if (bytes !== undefined) return bytesToText(raw, bytes)
    if (raw instanceof Map)
      return Object.fromEntries([...(raw as Map<unknown, unknown>)].map(([name, entry]) => [toText(name), entry]))
    if (raw instanceof Set) return [...(raw as Set<unknown>)]
    const plain = toPlain(raw)
    return plain === raw ? member : plain
  }) as string | undefined
  return text ?? ''
}

/** BSON's UUID as a UUID, anything else as base64. */
function bytesToText(value: object, bytes: Uint8Array): string {
  if ((value as { sub_type?: unknown }).sub_type !== 4 || bytes.length !== 16) return toBase64(bytes)
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let start = 0; start < bytes.length; start += 8192)
    binary += String.fromCharCode(...bytes.subarray(start, start + 8192))
  return btoa(binary)
}
