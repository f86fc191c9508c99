import type { JobRow } from '@triggerkit/core/adapter'
import { type AddedJob, loadBullmq, type QueueLike } from '../bullmq-like.ts'
import { roundId, toReference } from '../job-reference.ts'
import { closeInTime, within } from '../time-limit.ts'
import { type CheckedRelayOptions, isQueue } from './relay-options.ts'

interface TimeLimit {
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** BullMQ's queue, as the relay sees it. */
export class RelayQueue {
  readonly #options: CheckedRelayOptions
  readonly #onError: (error: Error) => void
  #queue: QueueLike | undefined

  constructor(options: CheckedRelayOptions, onError: (error: Error) => void) {
    this.#options = options
    this.#onError = onError
  }

  /** @throws TriggerkitError of code `PACKAGE_MISSING`. Redis itself may be away. */
  async open(): Promise<void> {
    const { queue } = this.#options
    if (isQueue(queue)) this.#queue = queue
    else {
      const { Queue } = await loadBullmq()
      const { name, ...rest } = queue
      this.#queue = new Queue(name, rest)
    }
    this.#queue.on('error', this.#onError)
  }

  /** Closes what it opened itself. Never rejects. */
  async close(): Promise<void> {
    const queue = this.#queue
    if (queue === undefined) return
    if (!isQueue(this.#options.queue)) await closeInTime(queue)
    queue.off('error', this.#onError)
  }

  /** How many more may be added now. */
  async room(limit: TimeLimit): Promise<number> {
    const waiting = this.#queue!.getJobCountByTypes('waiting', 'prioritized')
    return Math.max(0, this.#options.maxWaiting - (await this.#inTime(limit, waiting)))
  }

  /** Adds those whose round BullMQ does not have; `overdue` ones also where it has their round as one that is finished. */
  async add(jobs: readonly JobRow[], overdue: readonly JobRow[], limit: TimeLimit): Promise<void> {
    await this.#inTime(limit, Promise.all(overdue.map((job) => this.#forget(roundId(job)))))
    await this.#inTime(limit, this.#queue!.addBulk(jobs.map((job) => this.#toAdded(job))))
  }

  #toAdded(job: JobRow): AddedJob {
    const { completed, failed } = this.#options.keep
    return {
      name: `${job.trigger}/${job.action}`,
      data: toReference(job),
      opts: { jobId: roundId(job), attempts: 1, removeOnComplete: completed || true, removeOnFail: failed || true },
    }
  }

  async #forget(jobId: string): Promise<void> {
    const state = await this.#queue!.getJobState(jobId)
    if (state === 'completed' || state === 'failed') await this.#queue!.remove(jobId)
  }

  /** Commands wait for a Redis that is away; the Jobs must not. */
  #inTime<T>({ timeoutMs, signal }: TimeLimit, work: Promise<T>): Promise<T> {
    const { name } = this.#queue!
    return within(timeoutMs, `Redis did not take Jobs for the queue "${name}" within ${timeoutMs} ms.`, work, signal)
  }
}
