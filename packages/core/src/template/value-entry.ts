import { TriggerkitError } from '../errors/triggerkit-error.ts'
import type { TextPart } from './parse-text.ts'
import type { Entry } from './sink.ts'

/** A value at its place in a text; its errors name both. */
export class ValueEntry implements Entry {
  readonly value: unknown
  readonly before: string
  readonly index: number
  readonly #parts: readonly TextPart[]
  readonly #at: readonly string[]

  constructor(value: unknown, before: string, index: number, parts: readonly TextPart[], at: readonly string[]) {
    this.value = value
    this.before = before
    this.index = index
    this.#parts = parts
    this.#at = at
  }

  /** @throws TriggerkitError of code `TEMPLATE_VALUE_REFUSED`. */
  refuse(reason: string): never {
    throw this.#error(`the value of ${this.#placeholder} in \`${this.#at.join('.')}\` ${reason}`)
  }

  /** @throws TriggerkitError of code `TEMPLATE_VALUE_REFUSED`. */
  refuseGap(): never {
    throw this.#error(
      `there is no value for ${this.#placeholder} in ${this.#at.join('.')}, and an address, path or key must not have a gap.`,
    )
  }

  get #placeholder(): string {
    const part = this.#parts[this.index]
    return typeof part === 'object' ? `{{${part.path}}}` : 'a placeholder'
  }

  #error(message: string): TriggerkitError {
    return new TriggerkitError({ code: 'TEMPLATE_VALUE_REFUSED', message, data: { at: this.#at } })
  }
}
