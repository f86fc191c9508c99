import { isPlainObject } from '../value/plain-object.ts'
import { bytesOf } from '../value/value-class.ts'

/** Deeper than any JSON of use, and no deeper than a call stack. */
export const maxValueDepth = 1_000

/**
 * About how many characters a value takes as JSON, never more than it does; no longer counted once it is more than `room`. A value inside
 * itself counts once. Getters of class instances are not read. Infinite for what is nested deeper than `maxValueDepth`.
 */
export function measure(value: unknown, room: number): number {
  return new Measure(room).of(value)
}

class Measure {
  readonly #room: number
  readonly #open: object[] = []
  #length = 0

  constructor(room: number) {
    this.#room = room
  }

  of(value: unknown): number {
    this.#add(value)
    return this.#length
  }

  #add(value: unknown): void {
    if (typeof value === 'string') this.#length += value.length + 2
    else if (typeof value === 'number') this.#length += `${value}`.length
    else if (typeof value !== 'object' || value === null) this.#length += value === undefined ? 0 : 4
    else if (!isContainer(value)) this.#length += 2 + (bytesOf(value)?.byteLength ?? 0)
    else if (this.#open.length >= maxValueDepth) this.#length = Number.POSITIVE_INFINITY
    else if (!this.#open.includes(value)) this.#addContainer(value)
  }

  #addContainer(value: object): void {
    this.#length += 1
    this.#open.push(value)
    if (value instanceof Map) this.#addEntries(value as Map<unknown, unknown>)
    else if (Array.isArray(value) || value instanceof Set) this.#addItems(value as Iterable<unknown>)
    else this.#addMembers(value as Record<string, unknown>)
    this.#open.pop()
  }

  #addItems(items: Iterable<unknown>): void {
    for (const item of items) {
      this.#length += 1
      this.#add(item)
      if (this.#length > this.#room) return
    }
  }

  #addEntries(entries: Map<unknown, unknown>): void {
    for (const [key, member] of entries) {
      this.#length += 4
      this.#add(key)
      this.#add(member)
      if (this.#length > this.#room) return
    }
  }

  #addMembers(members: Record<string, unknown>): void {
    for (const key in members) {
      if (members[key] === undefined) continue
      this.#length += key.length + 4
      this.#add(members[key])
      if (this.#length > this.#room) return
    }
  }
}

function isContainer(value: object): boolean {
  return (
    value.constructor === Object ||
    Array.isArray(value) ||
    value instanceof Map ||
    value instanceof Set ||
    isPlainObject(value)
  )
}
