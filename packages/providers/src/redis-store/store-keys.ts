import type { StoreScope } from '@triggerkit/core'

/** The field of the newest versions' hash that counts the changes of the scope; no tag is written like this. */
export const changesField = '#changes'

/** Where things of one scope are. The part in braces is the same in all of its keys, so that a cluster has them on one node. */
export interface StoreKeys {
  /** A hash: the newest version of each tag, a deletion as well, and `changesField`. */
  newest: string
  /** A hash by version of everything that ever was under a tag. */
  history(tag: string): string
  /** What is published to at each change. */
  channel: string
}

/** `clientPrefix` is what ioredis puts before keys, and before channels not. */
export function storeKeys(prefix: string, clientPrefix: string, { product, database }: StoreScope): StoreKeys {
  const scope = `${prefix}{${toKeyPart(product)}:${toKeyPart(database)}}`
  return {
    newest: `${scope}:newest`,
    history: (tag) => `${scope}:history:${toKeyPart(tag)}`,
    channel: `${clientPrefix}${scope}:changed`,
  }
}

const unsafe = /[^\w.-]/g
const safe = /%([\da-f]{4})/g

/** Any text as a part of a key, one to one: what is no letter, digit, `_`, `.` or `-` by its code. */
export function toKeyPart(text: string): string {
  return text.replaceAll(unsafe, (unit) => `%${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

export function fromKeyPart(part: string): string {
  return part.replaceAll(safe, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}
