import { bytesOf } from '../value/value-class.ts'
import { holdsText } from './holds-text.ts'
import { ownMembers } from './own-members.ts'
import { secretForms } from './secret-forms.ts'

const maxDepth = 100

/** Takes the secrets that an action has used out of what it leaves behind (R48): each becomes `[secret:name]`. */
export class Redaction {
  /** Longest first, so that a secret which is part of another leaves nothing of it. */
  #forms: [form: string, name: string][] = []

  /** A value that the secret has had; a function may have given several. */
  add(name: string, value: string): void {
    const added = secretForms(value).map((form): [string, string] => [form, `[secret:${name}]`])
    this.#forms = [...this.#forms, ...added].sort(([a], [b]) => b.length - a.length)
  }

  /**
   * The same value where nothing secret is in it, else a copy without. Errors stay the objects that they are, class, code and all; only where
   * one cannot be changed another takes its place.
   */
  of<T>(value: T): T {
    const isSecret = (text: string): boolean => this.#forms.some(([form]) => text.includes(form))
    if (this.#forms.length === 0 || !holdsText(value, isSecret, maxDepth)) return value
    return new Copy(
      (text) => this.#text(text),
      (number) => this.#number(number),
    ).of(value, 0) as T
  }

  /** A receiver may give a text of digits back as a number of JSON. */
  #number(number: number | bigint): unknown {
    const text = String(number)
    return this.#forms.find(([form]) => form === text)?.[1] ?? number
  }

  #text(text: string): string {
    let redacted = text
    for (const [form, name] of this.#forms) if (redacted.includes(form)) redacted = redacted.replaceAll(form, name)
    return redacted
  }
}

/** A copy of a graph of values with its texts changed; parts without such texts stay what they are. */
class Copy {
  readonly #text: (text: string) => string
  readonly #number: (number: number | bigint) => unknown
  readonly #copies = new Map<object, unknown>()

  constructor(text: (text: string) => string, number: (number: number | bigint) => unknown) {
    this.#text = text
    this.#number = number
  }

  of(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return this.#text(value)
    if (typeof value === 'number' || typeof value === 'bigint') return this.#number(value)
    if (value === null || typeof value !== 'object') return value
    if (this.#copies.has(value)) return this.#copies.get(value)
    if (depth > maxDepth) return '[not shown: nested too deeply]'
    this.#copies.set(value, isError(value) ? value : '[Circular]')
    const copy = this.#object(value, depth + 1)
    this.#copies.set(value, copy)
    return copy
  }

  #object(value: object, depth: number): unknown {
    const inside = (member: unknown): unknown => this.of(member, depth)
    if (isError(value)) return redactError(value, inside)
    if (Array.isArray(value)) return sameOr(value, value, value.map(inside), (items) => items)
    if (value instanceof Map) {
      const members = [...(value as Map<unknown, unknown>)].flat()
      return sameOr(value, members, members.map(inside), (items) => new Map(pairs(items)))
    }
    if (value instanceof Set) return sameOr(value, [...value], [...value].map(inside), (items) => new Set(items))
    const bytes = bytesOf(value)
    if (bytes !== undefined) return this.#bytes(value, bytes)
    return this.#members(value, inside)
  }

  /** An instance of a class that holds a secret becomes a plain object without it. */
  #members(value: object, inside: (member: unknown) => unknown): unknown {
    const members = ownMembers(value)
    const redacted = members.map(([key, member]) => [this.#text(key), inside(member)] as const)
    if (redacted.every(([key, member], index) => key === members[index]![0] && member === members[index]![1]))
      return value
    return Object.fromEntries(redacted)
  }

  #bytes(value: object, bytes: Uint8Array): unknown {
    const text = new TextDecoder().decode(bytes)
    const redacted = this.#text(text)
    return redacted === text ? value : new TextEncoder().encode(redacted)
  }
}

/** In place: those who handle the error know it by its identity, class and code. */
function redactError(error: Error, inside: (member: unknown) => unknown): Error {
  for (const key of new Set([...Reflect.ownKeys(error), 'message', 'stack'])) {
    const descriptor = Object.getOwnPropertyDescriptor(error, key)
    const member: unknown = key === 'stack' || key === 'message' ? error[key] : descriptor?.value
    const value = inside(member)
    if (value === member) continue
    const enumerable = descriptor?.enumerable ?? false
    if (!Reflect.defineProperty(error, key, { value, enumerable, writable: true, configurable: true }))
      return replacementOf(error, inside)
  }
  return error
}

/** Of a frozen error: what handlers go by. */
function replacementOf(error: Error, inside: (member: unknown) => unknown): Error {
  const { name, code, status, retryable } = error as Error & Record<string, unknown>
  return Object.assign(new Error(inside(error.message) as string), { name, code, status, retryable })
}

function sameOr<T>(value: object, items: readonly T[], copies: T[], create: (items: T[]) => object): object {
  return copies.every((item, index) => item === items[index]) ? value : create(copies)
}

function pairs(items: readonly unknown[]): [unknown, unknown][] {
  return Array.from({ length: items.length / 2 }, (_, index) => [items[index * 2], items[index * 2 + 1]])
}

function isError(value: object): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]'
}
