import { isSafeName, readName } from '../value/path.ts'
import type { Row } from './change.ts'

/**
 * The objects that the path's last name is a member of, each one on the way to them replaced by a copy first, so that what is done to them
 * reaches no other row. More than one where the way leads through a list, whose items are all meant; none where it ends early.
 */
export function copyOwners(row: object, path: readonly string[]): readonly object[] {
  let owners: readonly object[] = [row]
  for (const [index, name] of path.slice(0, -1).entries())
    owners = copyItems(copyMembers(owners, name), path[index + 1]!)
  return owners
}

function copyMembers(owners: readonly object[], name: string): readonly object[] {
  return owners.map((owner) => copyMember(owner, name, shallowCopy)).filter((member) => member !== undefined)
}

/**
 * The items of lists that have no such member, and of the lists in them. A record may hold lists of any depth, so no call waits for another;
 * and what callers give may hold itself, so each list is copied once.
 */
function copyItems(owners: readonly object[], name: string): readonly object[] {
  if (isIndex(name)) return owners
  const copies = new Map<object, object>()
  const open = [...owners]
  const found: object[] = []
  for (let owner = open.pop(); owner !== undefined; owner = open.pop()) {
    if (!Array.isArray(owner)) {
      found.push(owner)
      continue
    }
    for (let index = 0; index < owner.length; index++) {
      copyMember(owner, String(index), (item) => {
        let copy = copies.get(item)
        if (copy === undefined) {
          copy = shallowCopy(item)
          copies.set(item, copy)
          open.push(copy)
        }
        return copy
      })
    }
  }
  return found
}

function copyMember(owner: object, name: string, copy: (member: object) => object): object | undefined {
  const member = readName(owner, name)
  if (member === null || typeof member !== 'object') return undefined
  const copied = copy(member)
  if (owner instanceof Map) owner.set(name, copied)
  else (owner as Row)[name] = copied
  return copied
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
