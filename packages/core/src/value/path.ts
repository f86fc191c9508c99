import { TriggerkitError } from '../errors/triggerkit-error.ts'

const maxCached = 10_000
const cache = new Map<string, readonly string[]>()
const unsafeNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Segments of a path: `record.items[0].name` and `record.items.0.name` are the same. An empty path has none. Remembers
 * what it parsed.
 */
export function parsePath(path: string): readonly string[] {
  let segments = cache.get(path)
  if (segments === undefined) {
    segments = Object.freeze(path === '' ? [] : path.replaceAll(/\[(\d+)\]/g, '.$1').split('.'))
    if (cache.size >= maxCached) cache.clear()
    cache.set(path, segments)
  }
  return segments
}

/** Whether a name may be followed or written: never `__proto__`, `constructor`, `prototype` (R47). */
export function isSafeName(name: string): boolean {
  return !unsafeNames.has(name)
}

/** The value there; undefined where there is none. Follows own properties only, and entries of a Map. */
export function readPath(root: unknown, segments: readonly string[]): unknown {
  let value = root
  for (let index = 0; index < segments.length; index++) {
    if (value === null || typeof value !== 'object') return undefined
    value = readName(value, segments[index]!)
  }
  return value
}

/** One own property, or one entry of a Map. */
export function readName(owner: object, name: string): unknown {
  if (unsafeNames.has(name)) return undefined
  if (Object.hasOwn(owner, name)) return (owner as Record<string, unknown>)[name]
  return owner instanceof Map ? (owner as Map<unknown, unknown>).get(name) : undefined
}

/**
 * Sets the value there, making plain objects on the way where nothing is. Throws a `TriggerkitError` of code
 * `UNSAFE_PATH` for an empty path, an unsafe name, or a way that leads through a value that is no object.
 */
export function writePath(root: object, segments: readonly string[], value: unknown): void {
  if (segments.length === 0 || !segments.every(isSafeName)) throw unsafePath(segments)
  let owner: object = root
  for (const name of segments.slice(0, -1)) {
    let next = readName(owner, name)
    if (next === undefined || next === null) {
      next = {}
      assign(owner, name, next)
    }
    if (typeof next !== 'object') throw unsafePath(segments)
    owner = next as object
  }
  assign(owner, segments.at(-1)!, value)
}

function assign(owner: object, name: string, value: unknown): void {
  if (owner instanceof Map) (owner as Map<unknown, unknown>).set(name, value)
  else (owner as Record<string, unknown>)[name] = value
}

function unsafePath(segments: readonly string[]): TriggerkitError {
  return new TriggerkitError({
    code: 'UNSAFE_PATH',
    message: `Nothing can be written at the path "${segments.join('.')}".`,
  })
}
