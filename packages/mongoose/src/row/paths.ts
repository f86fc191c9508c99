import type { Document } from '../mongoose-like.ts'

/** The value at a path of names and places; undefined where there is none. */
export function readAt(value: unknown, path: readonly string[]): unknown {
  let found = value
  for (const name of path) {
    if (!isContainer(found) || !Object.hasOwn(found, name)) return undefined
    found = (found as Document)[name]
  }
  return found
}

/** Sets the value at a path, making documents on the way; false where the way leads through something that is none. */
export function writeAt(document: Document, path: readonly string[], value: unknown): boolean {
  let at: Document = document
  for (const name of path.slice(0, -1)) {
    const next = readAt(at, [name])
    if (next === undefined) setMember(at, name, {})
    else if (!isContainer(next)) return false
    at = readAt(at, [name]) as Document
  }
  const last = path.at(-1)!
  if (Array.isArray(at) && !/^\d+$/.test(last)) return false
  if (Array.isArray(at)) while (at.length < Number(last)) at.push(null)
  setMember(at, last, value)
  return true
}

export function removeAt(document: Document, path: readonly string[]): void {
  const parent = readAt(document, path.slice(0, -1))
  const last = path.at(-1)!
  if (!isContainer(parent) || !Object.hasOwn(parent, last)) return
  // An item's place stays.
  if (Array.isArray(parent)) (parent as unknown[])[Number(last)] = null
  else delete (parent as Document)[last]
}

/** A copy whose documents and arrays are its own; ids, dates and other values are shared. */
export function copyDocument<T>(value: T): T {
  if (Array.isArray(value)) return value.map((item) => copyDocument(item)) as T
  if (!isPlain(value)) return value
  const copy: Document = {}
  for (const name of Object.keys(value)) setMember(copy, name, copyDocument(value[name]))
  return copy as T
}

export function isPlain(value: unknown): value is Document {
  if (value === null || typeof value !== 'object') return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function isContainer(value: unknown): value is object {
  return Array.isArray(value) || isPlain(value)
}

function setMember(document: Document, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(document, name, { value, enumerable: true, configurable: true, writable: true })
  else document[name] = value
}
