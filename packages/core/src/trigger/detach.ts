import { describeType, describeValue } from '../errors/describe-value.ts'
import { joinPath, type ProblemList } from '../errors/problem-list.ts'
import { isSafeName } from '../value/path.ts'
import { isPlainObject } from '../value/plain-object.ts'
import { classOf } from '../value/value-class.ts'
import { type Bounds, codeBounds } from './limits.ts'

/** What may stand in a definition beyond JSON. */
export interface DetachOptions {
  /** Functions, classes and instances of classes: only in code. */
  code: boolean
  /** How much of it there may be. Default: that of code. */
  bounds?: Bounds
  /** Where the value stands, for problems. Default: it is the whole. */
  path?: string
}

interface Detaching {
  problems: ProblemList
  options: DetachOptions
  /** The containers around the current value. */
  open: Set<object>
  bounds: Bounds
  values: number
  /** Characters of texts and keys so far. */
  length: number
}

/**
 * A frozen copy of what a user gave, whatever it is: plain objects and arrays at any depth, and their values. Proxies,
 * getters that throw, circles, unsafe keys, too deep, too many and too long become problems with their path; nothing is
 * thrown and nothing hangs. Undefined where it is so large that the rest is not looked at.
 */
export function detach(value: unknown, problems: ProblemList, options: DetachOptions): unknown {
  const { bounds = codeBounds, path = '' } = options
  const detaching = { problems, options, bounds, open: new Set<object>(), values: 0, length: 0 }
  const detached = copy(value, path, 0, detaching)
  return isFull(detaching) ? undefined : detached
}

function copy(value: unknown, path: string, depth: number, detaching: Detaching): unknown {
  const { problems, bounds } = detaching
  if (isFull(detaching)) return undefined
  if (++detaching.values > bounds.maxValues) {
    problems.add(path, `the definition has more than ${bounds.maxValues} values (maxValues)`)
    return undefined
  }
  if (typeof value === 'string') return copyText(value, path, detaching)
  if (typeof value === 'function' || typeof value === 'symbol') return copyOpaque(value, path, detaching)
  if (value === null || typeof value !== 'object') return value
  if (depth > bounds.maxDepth) {
    problems.add(path, `nested deeper than ${bounds.maxDepth} levels (maxDepth)`)
    return undefined
  }
  if (detaching.open.has(value)) {
    problems.add(path, 'refers to what it is a part of: a definition must not contain a circle')
    return undefined
  }
  detaching.open.add(value)
  try {
    return copyObject(value, path, depth, detaching)
  } catch (thrown) {
    problems.add(path, `cannot be read: ${describeValue(thrown)}`)
    return undefined
  } finally {
    detaching.open.delete(value)
  }
}

/** Too much has been found already, or too much is wrong: nothing more is looked at. */
function isFull({ values, length, bounds, problems }: Detaching): boolean {
  return values > bounds.maxValues || length > bounds.maxTotalLength || problems.full
}

function copyText(text: string, path: string, detaching: Detaching): string {
  const { problems, bounds, options } = detaching
  if (text.length > bounds.maxTextLength) {
    const message = `the text has ${text.length} characters, at most ${bounds.maxTextLength} are allowed (maxTextLength)`
    problems.add(path, message)
    return ''
  }
  countLength(text, path, detaching)
  if (!options.code && hasLoneSurrogate(text)) problems.add(path, 'the text holds half of a surrogate pair')
  return text
}

function countLength(text: string, path: string, detaching: Detaching): void {
  const { maxTotalLength } = detaching.bounds
  const before = detaching.length
  detaching.length += text.length
  if (before <= maxTotalLength && detaching.length > maxTotalLength)
    detaching.problems.add(path, `the definition has more than ${maxTotalLength} characters (maxTotalLength)`)
}

function copyObject(value: object, path: string, depth: number, detaching: Detaching): unknown {
  if (Array.isArray(value)) return copyArray(value, path, depth, detaching)
  if (isPlainObject(value)) return copyPlain(value, path, depth, detaching)
  if (value instanceof Date) return new Date(value.getTime())
  return copyOpaque(value, path, detaching)
}

function copyArray(value: readonly unknown[], path: string, depth: number, detaching: Detaching): unknown {
  const { length } = value
  const { maxValues } = detaching.bounds
  if (length > maxValues) {
    detaching.problems.add(path, `the array has ${length} items, at most ${maxValues} values are allowed (maxValues)`)
    return Object.freeze([])
  }
  const items: unknown[] = []
  for (let index = 0; index < length && !isFull(detaching); index++) {
    items.push(copyMember(value, index, joinPath(path, index), depth, detaching))
  }
  return Object.freeze(items)
}

function copyPlain(value: object, path: string, depth: number, detaching: Detaching): unknown {
  const members: Record<string, unknown> = {}
  for (const key of Object.keys(value)) {
    if (isFull(detaching)) break
    const at = joinPath(path, key)
    countLength(key, at, detaching)
    if (isKey(key, at, detaching)) members[key] = copyMember(value, key, at, depth, detaching)
    else detaching.values++
  }
  return Object.freeze(members)
}

function isKey(key: string, path: string, { problems, bounds, options }: Detaching): boolean {
  if (key.length > bounds.maxKeyLength) {
    problems.add(
      path,
      `the key has ${key.length} characters, at most ${bounds.maxKeyLength} are allowed (maxKeyLength)`,
    )
    return false
  }
  if (!isSafeName(key)) problems.add(path, `the key "${key}" is not allowed`)
  else if (!options.code && hasLoneSurrogate(key)) problems.add(path, 'the key holds half of a surrogate pair')
  else return true
  return false
}

/** No database and no network takes such a text. */
function hasLoneSurrogate(text: string): boolean {
  return /\p{Surrogate}/u.test(text)
}

function copyMember(owner: object, key: string | number, path: string, depth: number, detaching: Detaching): unknown {
  let member: unknown
  try {
    member = (owner as Record<string | number, unknown>)[key]
  } catch (thrown) {
    detaching.problems.add(path, `cannot be read: ${describeValue(thrown)}`)
    return undefined
  }
  return copy(member, path, depth + 1, detaching)
}

/** What is not copied: functions, and instances that are taken as values (Decimal, ObjectId, RegExp, bytes). */
function copyOpaque(value: unknown, path: string, { problems, options }: Detaching): unknown {
  if (typeof value !== 'symbol' && (options.code || isValueClass(value))) return value
  problems.add(path, `a stored definition is plain JSON, found ${describeType(value)}`, { found: describeType(value) })
  return undefined
}

function isValueClass(value: unknown): boolean {
  const type = classOf(value)
  return type === 'number' || type === 'id' || type === 'binary'
}
