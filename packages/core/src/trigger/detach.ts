import { describeType, describeValue } from '../errors/describe-value.ts'
import { joinPath, type ProblemList } from '../errors/problem-list.ts'
import { isSafeName } from '../value/path.ts'
import { isPlainObject } from '../value/plain-object.ts'
import { classOf } from '../value/value-class.ts'

const maxDepth = 100
const maxValues = 20_000
const maxTextLength = 100_000

/** What may stand in a definition beyond JSON. */
export interface DetachOptions {
  /** Functions, classes and instances of classes: only in code. */
  code: boolean
}

interface Detaching {
  problems: ProblemList
  options: DetachOptions
  /** The containers around the current value. */
  open: Set<object>
  values: number
}

/**
 * A frozen copy of what a user gave, whatever it is: plain objects and arrays at any depth, and their values. Proxies,
 * getters that throw, circles, unsafe keys, too deep, too many and too long become problems with their path; nothing is
 * thrown and nothing hangs.
 */
export function detach(value: unknown, problems: ProblemList, options: DetachOptions): unknown {
  return copy(value, '', 0, { problems, options, open: new Set(), values: 0 })
}

function copy(value: unknown, path: string, depth: number, detaching: Detaching): unknown {
  const { problems } = detaching
  if (++detaching.values > maxValues) {
    if (detaching.values === maxValues + 1) problems.add(path, `the definition has more than ${maxValues} values`)
    return undefined
  }
  if (typeof value === 'string' && value.length > maxTextLength) {
    problems.add(path, `the text has ${value.length} characters, at most ${maxTextLength} are allowed`)
    return ''
  }
  if (typeof value === 'function' || typeof value === 'symbol') return copyOpaque(value, path, detaching)
  if (value === null || typeof value !== 'object') return value
  if (depth > maxDepth) {
    problems.add(path, `nested deeper than ${maxDepth} levels`)
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

function copyObject(value: object, path: string, depth: number, detaching: Detaching): unknown {
  if (Array.isArray(value)) return copyArray(value, path, depth, detaching)
  if (isPlainObject(value)) return copyPlain(value, path, depth, detaching)
  if (value instanceof Date) return new Date(value.getTime())
  return copyOpaque(value, path, detaching)
}

function copyArray(value: readonly unknown[], path: string, depth: number, detaching: Detaching): unknown {
  const { length } = value
  if (length > maxValues) {
    detaching.problems.add(path, `the array has ${length} items, at most ${maxValues} are allowed`)
    return Object.freeze([])
  }
  const items: unknown[] = []
  for (let index = 0; index < length && detaching.values <= maxValues; index++) {
    items.push(copyMember(value, index, joinPath(path, index), depth, detaching))
  }
  return Object.freeze(items)
}

function copyPlain(value: object, path: string, depth: number, detaching: Detaching): unknown {
  const members: Record<string, unknown> = {}
  for (const key of Object.keys(value)) {
    if (detaching.values > maxValues) break
    const at = joinPath(path, key)
    if (isSafeName(key)) members[key] = copyMember(value, key, at, depth, detaching)
    else detaching.problems.add(at, `the key "${key}" is not allowed`)
  }
  return Object.freeze(members)
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
