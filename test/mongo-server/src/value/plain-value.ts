import { Binary, Decimal128, Double, Int32, Long } from 'bson'
import { notSupported } from '../mongo-error.ts'
import { type Document, isDocument, setMember } from './bson-value.ts'

/** A value with JavaScript's own numbers, as mingo takes it. Longs beyond 2^53 and decimals would be worked out wrongly: they are refused. */
export function toPlain(value: unknown): unknown {
  if (value instanceof Int32 || value instanceof Double) return value.value
  if (value instanceof Decimal128) throw notSupported('An aggregation over documents with decimals')
  if (value instanceof Long) {
    if (!Number.isSafeInteger(value.toNumber()))
      throw notSupported('An aggregation over documents with longs beyond 2^53')
    return value.toNumber()
  }
  if (Array.isArray(value)) return value.map((item) => toPlain(item))
  if (!isDocument(value)) return value
  const plain: Document = {}
  for (const name of Object.keys(value)) setMember(plain, name, toPlain(value[name]))
  return plain
}

/** Back again: whole numbers are ints, or longs where they are too large, as MongoDB's own arithmetic on ints makes them. */
export function fromPlain(value: unknown): unknown {
  if (typeof value === 'number') return fromNumber(value)
  if (value instanceof Uint8Array && !(value instanceof Binary)) return new Binary(value)
  if (Array.isArray(value)) return value.map((item) => fromPlain(item))
  if (!isDocument(value)) return value
  const document: Document = {}
  for (const name of Object.keys(value))
    if (value[name] !== undefined) setMember(document, name, fromPlain(value[name]))
  return document
}

/** Parts of `made` that are what they were before keep their types of numbers. */
export function keepTypes(made: unknown, before: unknown): unknown {
  if (before instanceof Int32 || before instanceof Double || before instanceof Long)
    return (made instanceof Int32 || made instanceof Double || made instanceof Long) &&
      toPlain(made) === toPlain(before)
      ? before
      : made
  if (Array.isArray(made) && Array.isArray(before)) return made.map((item, index) => keepTypes(item, before[index]))
  if (!isDocument(made) || !isDocument(before)) return made
  const kept: Document = {}
  for (const name of Object.keys(made)) setMember(kept, name, keepTypes(made[name], before[name]))
  return kept
}

function fromNumber(value: number): Int32 | Double | Long {
  if (!Number.isInteger(value) || Object.is(value, -0)) return new Double(value)
  if (value >= -(2 ** 31) && value < 2 ** 31) return new Int32(value)
  return Number.isSafeInteger(value) ? Long.fromNumber(value) : new Double(value)
}
