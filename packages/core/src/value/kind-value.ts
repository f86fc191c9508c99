import { bytesOf, isObjectId } from './value-class.ts'

const trueTexts: ReadonlySet<string> = new Set(['true', 't', '1', 'y', 'yes', 'on'])
const falseTexts: ReadonlySet<string> = new Set(['false', 'f', '0', 'n', 'no', 'off'])

/** A `boolean` column's value in any form in which a driver gives it: true, 1, `'t'`, a BIT's single byte. */
export function toBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  if (value === 1 || value === 1n) return true
  if (value === 0 || value === 0n) return false
  if (typeof value === 'string') {
    const text = value.trim().toLowerCase()
    return trueTexts.has(text) ? true : falseTexts.has(text) ? false : undefined
  }
  const bytes = bytesOf(value)
  return bytes?.length === 1 && bytes[0]! <= 1 ? bytes[0] === 1 : undefined
}

/** The 32 digits of a UUID, in lower case; an ObjectId's 24; any other text in lower case. */
export function toUuidText(value: unknown): string | undefined {
  const bytes = bytesOf(value)
  if (bytes !== undefined)
    return bytes.length === 16 ? Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('') : undefined
  const isId = value !== null && typeof value === 'object' && isObjectId(value)
  if (typeof value !== 'string' && !isId) return undefined
  const text = String(value).toLowerCase()
  return /^\{?[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}\}?$/.test(text) ? text.replaceAll(/[{}-]/g, '') : text
}
