import { isSafeName, readName } from '../value/path.ts'
import type { Row } from './change.ts'

/**
 * The objects that the path's last name is a member of, each one on the way to them replaced by a copy first, so that what is done to them
 * reaches no other row. More than one where the way leads through a list, whose items are all meant; none where it ends early.
 */
export function copyOwners(owner: object, path: readonly string[]): readonly object[] {
  const [name = '', ...rest] = path
  if (Array.isArray(owner) && !isIndex(name))
    return owner.flatMap((_, index) => copyOwners(owner, [String(index), ...path]))
  if (rest.length === 0) return [owner]
  const next = readName(owner, name)
  if (next === null || typeof next !== 'object') return []
  const copied = shallowCopy(next)
  if (owner instanceof Map) owner.set(name, copied)
  else (owner as Row)[name] = copied
  return copyOwners(copied, rest)
}

export function isIndex(name: string): boolean {
  return /^\d+$/.test(name)
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
