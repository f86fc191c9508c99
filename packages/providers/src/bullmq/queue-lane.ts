import { Batcher, type BatchResult } from '../batch/batcher.ts'
import { LazyClient } from '../vendor/lazy-client.ts'
import { isOfOneJob } from './bullmq-failure.ts'
import type { AddedJob, QueueLike } from './bullmq-like.ts'
import { Connected } from './connected.ts'

/** Most jobs of one `addBulk`, which is one transaction of Redis. */
const maxBatch = 500

/** One queue, with the jobs that wait to be added to it. */
export class QueueLane {
  readonly #queue: LazyClient<Connected<QueueLike>>
  readonly #batcher: Batcher<AddedJob, undefined>

  constructor(open: () => Promise<Connected<QueueLike>>, end: (queue: Connected<QueueLike>) => unknown) {
    this.#queue = new LazyClient(open, end)
    this.#batcher = new Batcher((jobs) => this.#add(jobs), { maxItems: maxBatch })
  }

  /** A lane to a queue of the user's own. */
  static of(queue: QueueLike): QueueLane {
    return new QueueLane(
      async () => new Connected(queue),
      (connected) => connected.detach(),
    )
  }

  /** Adds it with all that are added at the same time. */
  async add(job: AddedJob, signal: AbortSignal): Promise<void> {
    await this.#batcher.add(job, signal)
  }

  /** Resolves where Redis answers; nothing is written. */
  async ask(): Promise<void> {
    const queue = await this.#queue.get()
    await queue.run((object) => object.getJobState('none'))
  }

  close(): Promise<void> {
    return this.#queue.close()
  }

  /** BullMQ takes all of them or none: one that it does not take is found by adding them one by one, none twice, since they have ids. */
  async #add(jobs: readonly AddedJob[]): Promise<readonly BatchResult<undefined>[]> {
    const queue = await this.#queue.get()
    try {
      await queue.run((object) => object.addBulk([...jobs]))
      return jobs.map(() => ({ value: undefined }))
    } catch (error) {
      if (jobs.length === 1 || !isOfOneJob(error)) throw error
    }
    return Promise.all(
      jobs.map((job) =>
        queue
          .run((object) => object.addBulk([job]))
          .then(
            () => ({ value: undefined }),
            (error: unknown) => ({ error }),
          ),
      ),
    )
  }
}
