import { type BullmqLike, loadBullmq, type QueuedJobLike, type QueueWorkerLike } from '../bullmq-like.ts'
import { type JobReference, readReference } from '../job-reference.ts'
import { closeInTime } from '../time-limit.ts'
import type { BullmqLane } from './bullmq-lane.ts'
import type { CheckedBullmqWorkerOptions } from './bullmq-worker-options.ts'

/** How long a Job that cannot begin at this moment stays in BullMQ until it is looked at again. */
const busyMs = 500
const outageMs = 5_000
const unknownMs = 60_000

interface ConsumerLimits {
  readonly concurrency: number
  readonly maxLostAttempts: number
}

/** BullMQ's worker: gives each Job to the lane whose outbox has it. */
export class QueueConsumer {
  readonly #options: CheckedBullmqWorkerOptions
  readonly #lanes = new Set<BullmqLane>()
  readonly #ended: Promise<void>
  #end: () => void = () => undefined
  #worker: QueueWorkerLike | undefined
  #bullmq: BullmqLike | undefined
  #drained: Promise<void> | undefined
  /** Ids of jobs that BullMQ has taken for this worker. */
  readonly #taken = new Set<string | undefined>()
  #isPaused = false

  constructor(options: CheckedBullmqWorkerOptions) {
    this.#options = options
    this.#ended = new Promise((resolve) => {
      this.#end = resolve
    })
  }

  /** @throws TriggerkitError of code `PACKAGE_MISSING`. Redis itself may be away. */
  async open({ concurrency, maxLostAttempts }: ConsumerLimits): Promise<void> {
    this.#bullmq = await loadBullmq()
    const { queue, connection, prefix, workerOptions } = this.#options
    const worker = new this.#bullmq.Worker(
      queue,
      (job, token) => this.#process(job, token).finally(() => this.#taken.delete(job.id)),
      {
        // Jobs that kill their worker are counted in the outbox.
        maxStalledCount: maxLostAttempts,
        ...workerOptions,
        ...(prefix !== undefined && { prefix }),
        connection,
        concurrency,
        autorun: false,
      },
    )
    this.#worker = worker
    worker.on('error', (error) => this.#tell(error))
    worker.on('active', ({ id }) => this.#taken.add(id))
    this.#drained = new Promise((resolve) => {
      worker.on('drained', resolve)
    })
  }

  /** Takes Jobs, those of this lane among them, until it is paused; or, to `drain`, until BullMQ has none. */
  async run(lane: BullmqLane, mode: 'forever' | 'drain'): Promise<void> {
    if (this.#isPaused) return
    this.#lanes.add(lane)
    if (this.#lanes.size === 1) void this.#worker!.run().catch((error: Error) => this.#tell(error))
    await Promise.race([this.#ended, ...(mode === 'drain' ? [this.#drained] : [])])
    while (mode === 'drain' && !this.#isPaused && this.#taken.size > 0)
      await new Promise<void>((resolve) => setTimeout(resolve, 5))
  }

  /** Takes no further Jobs. */
  pause(): void {
    if (this.#isPaused) return
    this.#isPaused = true
    this.#end()
    void this.#worker?.pause(true).catch((error: Error) => this.#tell(error))
  }

  /** Never rejects; does not wait long for a Redis that is away. */
  async close(): Promise<void> {
    if (this.#worker !== undefined) await closeInTime(this.#worker)
  }

  async #process(queued: QueuedJobLike, token: string | undefined): Promise<void> {
    const reference = readReference(queued.data)
    if (reference === undefined) throw foreign(this.#options.queue, queued)
    if (this.#isPaused) return this.#later(queued, token, 0)
    let outcome: Awaited<ReturnType<BullmqLane['work']>>
    try {
      outcome = await this.#work(reference)
    } catch (error) {
      this.#tell(error)
      return this.#later(queued, token, outageMs)
    }
    if (outcome === 'busy' || outcome === 'running') return this.#later(queued, token, busyMs)
    if (outcome === 'unknown') {
      // Its ORM may be about to connect.
      if (Date.now() - queued.timestamp < unknownMs) return this.#later(queued, token, outageMs)
      this.#tell(unknownJob(this.#options.queue, reference))
    }
    // BullMQ is to show it as failed too; what becomes of it is in the outbox.
    if (typeof outcome === 'object' && (outcome.kind === 'retried' || outcome.kind === 'dead'))
      throw new Error('error' in outcome.settlement ? outcome.settlement.error : outcome.error.name)
  }

  async #work(reference: JobReference): ReturnType<BullmqLane['work']> {
    for (const lane of this.#lanes) {
      const outcome = await lane.work(reference)
      if (outcome !== 'unknown') return outcome
    }
    return 'unknown'
  }

  /** Gives it back to BullMQ. */
  async #later(queued: QueuedJobLike, token: string | undefined, delayMs: number): Promise<never> {
    await queued.moveToDelayed(Date.now() + delayMs, token)
    throw new this.#bullmq!.DelayedError()
  }

  #tell(thrown: unknown): void {
    const [lane] = this.#lanes
    lane?.tell(thrown)
  }
}

function foreign(queue: string, { id }: QueuedJobLike): Error {
  return new Error(
    `The queue "${queue}" has a job ${id} that no relay of Triggerkit added. Give Triggerkit a queue of its own: ` +
      'createRelay({ queue: { name } }) and createBullmqWorker({ queue }) name it.',
  )
}

function unknownJob(queue: string, { id }: JobReference): Error {
  return new Error(
    `Job ${id}, which came by the queue "${queue}", is in no outbox that this process is connected to. Connect its ORM here too, or give each ` +
      'database a queue of its own. Nothing is amiss where the Job was deleted meanwhile.',
  )
}
