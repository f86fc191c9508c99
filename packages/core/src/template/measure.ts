import { isPlainObject } from '../value/plain-object.ts'
import { bytesOf } from '../value/value-class.ts'

/**
 * About how many characters a value takes as JSON, never more than it does; no longer counted once it is more than `room`. A value inside
 * itself counts once. Getters of class instances are not read.
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
    else if (typeof value !== 'object' || value === null) this.#length += 1
    else this.#addObject(value)
  }

  #addObject(value: object): void {
    this.#length += 2
    if (Array.isArray(value) || value instanceof Map || value instanceof Set || isPlainObject(value)) {
      if (this.#open.includes(value)) return
      this.#open.push(value)
      this.#addMembers(value)
      this.#open.pop()
    } else {
      this.#length += bytesOf(value)?.byteLength ?? 0
    }
  }

  #addMembers(value: object): void {
    if (value instanceof Map) {
      for (const [key, member] of value) {
        this.#add(key)
        this.#add(member)
        if (this.#length > this.#room) return
      }
    } else if (Array.isArray(value) || value instanceof Set) {
      for (const item of value) {
        this.#add(item)
        if (this.#length > this.#room) return
      }
    } else {
      for (const key in value) {
        this.#length += key.length + 3
        this.#add((value as Record<string, unknown>)[key])
        if (this.#length > this.#room) return
      }
    }
  }
}
