import type { Binary, BSONRegExp, BSONSymbol, ObjectId, Timestamp } from 'bson'
import { BSON_TYPES, type Document, type NumericValue, typeOf } from './bson-value.ts'
import { compareExact, exactNumber, exactText } from './exact-number.ts'

/** MongoDB's order of all values: by type, then by value. */
export function compareValues(a: unknown, b: unknown): number {
  const { order } = typeOf(a)
  const byType = order - typeOf(b).order
  if (byType !== 0) return byType
  return comparers[order]?.(a, b) ?? 0
}

export function equalValues(a: unknown, b: unknown): boolean {
  return compareValues(a, b) === 0
}

/** The same text for values that are equal, and for no others: `1`, `1.0` and a decimal 1 are. */
export function valueKey(value: unknown): string {
  const { order } = typeOf(value)
  return `${order}:${texts[order]?.(value) ?? ''}`
}

type Comparer = (a: never, b: never) => number

const comparers: Record<number, (a: unknown, b: unknown) => number> = byOrder<Comparer>([
  [BSON_TYPES.int, (a: NumericValue, b: NumericValue) => compareExact(exactNumber(a), exactNumber(b))],
  [BSON_TYPES.string, (a: string | BSONSymbol, b: string | BSONSymbol) => compareBytes(utf8(a), utf8(b))],
  [BSON_TYPES.object, (a: Document, b: Document) => compareDocuments(a, b)],
  [BSON_TYPES.array, (a: unknown[], b: unknown[]) => compareArrays(a, b)],
  [BSON_TYPES.binData, (a: Binary, b: Binary) => compareBinaries(a, b)],
  [BSON_TYPES.objectId, (a: ObjectId, b: ObjectId) => compareHex(a.toHexString(), b.toHexString())],
  [BSON_TYPES.bool, (a: boolean, b: boolean) => Number(a) - Number(b)],
  [BSON_TYPES.date, (a: Date, b: Date) => a.getTime() - b.getTime()],
  [BSON_TYPES.timestamp, (a: Timestamp, b: Timestamp) => a.compare(b)],
  [BSON_TYPES.regex, (a: BSONRegExp, b: BSONRegExp) => compareTexts(regexText(a), regexText(b))],
  [BSON_TYPES.javascript, (a: { code: string }, b: { code: string }) => compareTexts(a.code, b.code)],
]) as Record<number, (a: unknown, b: unknown) => number>

const texts = byOrder<(value: never) => string>([
  [BSON_TYPES.int, (value: NumericValue) => exactText(exactNumber(value))],
  [BSON_TYPES.string, (value: string | BSONSymbol) => JSON.stringify(String(value))],
  [
    BSON_TYPES.object,
    (value: Document) =>
      `{${Object.keys(value)
        .map((name) => `${JSON.stringify(name)}=${valueKey(value[name])}`)
        .join(',')}}`,
  ],
  [BSON_TYPES.array, (value: unknown[]) => `[${value.map((item) => valueKey(item)).join(',')}]`],
  [BSON_TYPES.binData, (value: Binary) => `${value.sub_type}/${value.toString('hex')}`],
  [BSON_TYPES.objectId, (value: ObjectId) => value.toHexString()],
  [BSON_TYPES.bool, String],
  [BSON_TYPES.date, (value: Date) => String(value.getTime())],
  [BSON_TYPES.timestamp, (value: Timestamp) => value.toBigInt().toString()],
  [BSON_TYPES.regex, (value: BSONRegExp) => regexText(value)],
  [BSON_TYPES.javascript, (value: { code: string }) => JSON.stringify(value.code)],
]) as Record<number, (value: unknown) => string>

function byOrder<T>(entries: readonly [{ order: number }, T][]): Record<number, T> {
  return Object.fromEntries(entries.map(([{ order }, made]) => [order, made]))
}

/** Field by field in their order: type, name, value. */
function compareDocuments(a: Document, b: Document): number {
  const names = Object.keys(a)
  const others = Object.keys(b)
  for (const [index, name] of names.entries()) {
    const other = others[index]
    if (other === undefined) return 1
    const byType = typeOf(a[name]).order - typeOf(b[other]).order
    if (byType !== 0) return byType
    const found = compareTexts(name, other) || compareValues(a[name], b[other])
    if (found !== 0) return found
  }
  return names.length - others.length
}

function compareArrays(a: readonly unknown[], b: readonly unknown[]): number {
  for (const [index, item] of a.entries()) {
    if (index >= b.length) return 1
    const found = compareValues(item, b[index])
    if (found !== 0) return found
  }
  return a.length - b.length
}

/** By length, then subtype, then bytes. */
function compareBinaries(a: Binary, b: Binary): number {
  return a.length() - b.length() || a.sub_type - b.sub_type || compareBytes(a.value(), b.value())
}

function compareHex(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function compareTexts(a: string, b: string): number {
  return compareBytes(Buffer.from(a), Buffer.from(b))
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b)
}

function utf8(value: string | BSONSymbol): Uint8Array {
  return Buffer.from(String(value))
}

function regexText({ pattern, options }: BSONRegExp): string {
  return `${pattern}/${options}`
}
