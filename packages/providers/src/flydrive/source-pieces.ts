/** Pieces of a file on their way to a storage; an error of their own is told apart from one of the storage. */
export class SourcePieces implements AsyncIterable<Uint8Array> {
  /** What the source broke off with. */
  failure: { readonly error: unknown } | undefined = undefined
  readonly #pieces: AsyncIterable<Uint8Array>

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      yield* this.#pieces
    } catch (error) {
      this.failure = { error }
      throw error
    }
  }
}
