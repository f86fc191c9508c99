/** Stand-ins of the shapes that drivers return, for tests only. */

/** Shaped as decimal.js, Prisma's and decimal.js-light are. */
export class DecimalSample {
  readonly s: number
  readonly e: number
  readonly d: number[] = [0]
  readonly #text: string

  constructor(text: string) {
    this.s = text.startsWith('-') ? -1 : 1
    this.e = 0
    this.#text = text
  }

  toFixed(): string {
    return this.#text
  }

  toString(): string {
    return this.#text
  }

  toJSON(): string {
    return this.#text
  }
}

/** Shaped as BSON's ObjectId is. */
export class ObjectIdSample {
  readonly _bsontype = 'ObjectId'
  readonly #hex: string

  constructor(hex: string) {
    this.#hex = hex
  }

  toString(): string {
    return this.#hex
  }

  toJSON(): string {
    return this.#hex
  }
}

/** Shaped as BSON's Long is. */
export class LongSample {
  readonly _bsontype = 'Long'
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  toString(): string {
    return this.#text
  }
}
