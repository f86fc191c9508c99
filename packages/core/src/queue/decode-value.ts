import type { Port } from '../adapter/port.ts'
import { SecretText, type SecretTextPart } from '../template/secret-text.ts'
import { isPlainObject } from '../value/plain-object.ts'

export type Revive = NonNullable<Port['revive']>

/** What `encodeValue` made a text of. Decimals and ids are what `revive` makes of their text; default: the text. */
export function decodeValue(text: string, revive: Revive = (_kind, plain) => plain): unknown {
  return fromJson(JSON.parse(text), revive)
}

function fromJson(json: unknown, revive: Revive): unknown {
  if (Array.isArray(json)) return json.map((item) => fromJson(item, revive))
  if (!isPlainObject(json)) return json
  const keys = Object.keys(json)
  const [tag = ''] = keys
  if (keys.length === 1 && tag.startsWith('$')) return fromTag(tag, json[tag], revive)
  for (const key of keys) if (key !== '__proto__') json[key] = fromJson(json[key], revive)
  return json
}

function fromTag(tag: string, json: unknown, revive: Revive): unknown {
  switch (tag) {
    case '$date':
      return new Date(json === null ? Number.NaN : (json as number))
    case '$bigint':
      return BigInt(json as string)
    case '$number':
      return Number(json)
    case '$undefined':
      return undefined
    case '$decimal':
      return revive('decimal', json as string)
    case '$id':
      return revive('id', json as string)
    case '$buffer':
    case '$bytes':
      return fromBase64(json as string, tag === '$buffer')
    case '$map':
      return new Map(entries(json, revive))
    case '$set':
      return new Set((json as unknown[]).map((item) => fromJson(item, revive)))
    case '$secret':
      return new SecretText(json as SecretTextPart[])
    case '$object':
      return fromEntries(entries(json, revive))
    default:
      throw new Error(`There is no value "${tag}" in this format.`)
  }
}

function entries(json: unknown, revive: Revive): [unknown, unknown][] {
  return (json as [unknown, unknown][]).map(([key, value]) => [fromJson(key, revive), fromJson(value, revive)])
}

/** Defined, not assigned: `__proto__` is a name like any other here. */
function fromEntries(members: readonly [unknown, unknown][]): Record<string, unknown> {
  const object: Record<string, unknown> = {}
  for (const [key, value] of members)
    Object.defineProperty(object, String(key), { value, enumerable: true, configurable: true, writable: true })
  return object
}

function fromBase64(text: string, asBuffer: boolean): Uint8Array {
  if (typeof Buffer !== 'undefined') {
    const buffer = Buffer.from(text, 'base64')
    return asBuffer ? buffer : new Uint8Array(buffer)
  }
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
