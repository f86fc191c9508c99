import { Batcher } from '../batch/batcher.ts'

export type Sending = () => Promise<string | undefined>

/** So many requests at a time; what waits for its place is not sent once its signal is aborted. */
export class Places {
  readonly #batcher: Batcher<Sending, string | undefined>

  constructor(concurrency: number) {
    this.#batcher = new Batcher(async ([send]) => [{ value: await send!() }], { maxItems: 1, concurrency })
  }

  take(send: Sending, signal: AbortSignal): Promise<string | undefined> {
    return this.#batcher.add(send, signal)
  }
}
