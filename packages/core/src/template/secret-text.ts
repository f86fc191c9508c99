import type { SecretPlace } from './sink.ts'

/** Text as it is, or the name of a secret and how it enters the text. */
export type SecretTextPart = string | { readonly secret: string; readonly place: SecretPlace }

/**
 * A rendered text with secrets in it, by name (R48): what stands in an action's input, and in a Job, until an attempt begins. Only a template
 * makes one, so that a record's value that reads `{{secret.x}}` stays a text. Printed, it shows the names.
 */
export class SecretText {
  readonly parts: readonly SecretTextPart[]

  constructor(parts: readonly SecretTextPart[]) {
    this.parts = Object.freeze([...parts])
    Object.freeze(this)
  }

  get names(): string[] {
    return [...new Set(this.parts.flatMap((part) => (typeof part === 'string' ? [] : [part.secret])))]
  }

  toString(): string {
    return this.parts.map((part) => (typeof part === 'string' ? part : `[secret:${part.secret}]`)).join('')
  }

  toJSON(): string {
    return this.toString()
  }
}
