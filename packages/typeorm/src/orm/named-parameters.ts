import type { ObjectLiteral } from 'typeorm'

/** Parameters of a statement that we write ourselves, under names of their own. */
export class NamedParameters {
  readonly values: ObjectLiteral = {}
  #count = 0

  /** Adds a value and gives its placeholder. */
  readonly add = (value: unknown): string => {
    const name = `tk_${this.#count++}`
    this.values[name] = value
    return `:${name}`
  }
}
