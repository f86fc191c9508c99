import { isSafeName, readName } from '../value/path.ts'
import type { Row } from './change.ts'

/**
 * The object at the end of the path, each one on the way to it replaced by a copy first, so that what is done to it reaches no other row;
 * undefined where there is none.
 */
export function copyOwners(row: object, path: readonly string[]): object | undefined {
  let owner = row
  for (const name of path) {
    const next = readName(owner, name)
    if (next === null || typeof next !== 'object') return undefined
    const copied = shallowCopy(next)
    if (owner instanceof Map) owner.set(name, copied)
    else (owner as Row)[name] = copied
    owner = copied
  }
  return owner
}

/** A copy with its prototype, its accessors, and with what is hidden in it. */
export function shallowCopy(owner: object): object {
  if (Array.isArray(owner)) return [...(owner as unknown[])]
  if (owner instanceof Map) return new Map(owner)
  const copy = Object.create(Object.getPrototypeOf(owner) as object | null) as object
  for (const name of Object.getOwnPropertyNames(owner)) {
    if (!isSafeName(name)) continue
    const { enumerable, get, set, value } = Object.getOwnPropertyDescriptor(owner, name)!
    const is = get || set ? { get, set } : { value: value as unknown, writable: true }
    Object.defineProperty(copy, name, { ...is, enumerable, configurable: true })
  }
  return copy
}
