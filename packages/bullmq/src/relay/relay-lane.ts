import {
  type ClaimedJob,
  infoOf,
  type LaneTools,
  readableFormats,
  type Settlement,
  WakeUp,
  type WorkerLane,
} from '@triggerkit/core/adapter'
import type { CheckedRelayOptions } from './relay-options.ts'
import type { RelayQueue } from './relay-queue.ts'

/** How long a Job that cannot be claimed now, because it is paused or behind another, is passed over. */
const deferMs = 10_000
const longestErrorDelayMs = 30_000
/** How long a relay that stops still waits for Redis. */
const graceMs = 1_000

/** Moves the Jobs of one outbox to BullMQ. */
export class RelayLane implements WorkerLane {
  readonly bound: LaneTools['bound']
  readonly #tools: LaneTools
  readonly #queue: RelayQueue
  readonly #deadlineMs: number
  readonly #wake: WakeUp
  readonly #stopping = new AbortController()
  /** Ends the wait for Redis with Jobs at hand. */
  readonly #aborting = new AbortController()
  #errors = 0
  #held = 0

  constructor(tools: LaneTools, queue: RelayQueue, { deadlineMs }: CheckedRelayOptions) {
    this.bound = tools.bound
    this.#tools = tools
    this.#queue = queue
    this.#deadlineMs = deadlineMs
    this.#wake = new WakeUp(tools.clock)
  }

  get held(): number {
    return this.#held
  }

  wake(): void {
    this.#wake.call()
  }

  async run(mode: 'forever' | 'drain'): Promise<void> {
    const { pollMs } = this.#tools.options
    while (!this.#stopping.signal.aborted) {
      const outcome = await this.#relaySome()
      if (outcome === 'none' && mode === 'drain') return
      if (outcome === 'none' || outcome === 'full') await this.#wake.wait(pollMs)
      if (outcome === 'failed' && !this.#stopping.signal.aborted) {
        const delayMs = Math.min(pollMs * 2 ** this.#errors++, longestErrorDelayMs)
        await this.#wake.wait(delayMs)
      }
    }
  }

  /** A batch is moved within its lease, or not at all. */
  async tick(): Promise<void> {}

  stop(): void {
    this.#stopping.abort()
    this.#wake.call()
    this.#tools.clock.after(graceMs, () => this.abort())
  }

  abort(): void {
    this.#aborting.abort()
  }

  giveUp(): void {}

  /** Moves a batch. Never rejects. */
  async #relaySome(): Promise<'some' | 'none' | 'full' | 'failed'> {
    const { batch, leaseMs } = this.#tools.options
    try {
      const room = await this.#queue.room({ timeoutMs: Math.round(leaseMs / 3), signal: this.#stopping.signal })
      if (room === 0) return 'full'
      const { jobs, exhausted } = await this.#claim(Math.min(batch, room))
      this.#errors = 0
      if (jobs.length === 0) return exhausted ? 'none' : 'some'
      this.#held = jobs.length
      return (await this.#move(jobs)) ? 'some' : 'failed'
    } catch (error) {
      if (!this.#stopping.signal.aborted) this.#tell(error)
      return 'failed'
    } finally {
      this.#held = 0
    }
  }

  #claim(limit: number): ReturnType<LaneTools['bound']['outbox']['claim']> {
    const { options, handlers } = this.#tools
    const { leaseMs, id: worker } = options
    return this.bound.outbox.claim({
      limit,
      leaseMs,
      lease: globalThis.crypto.randomUUID(),
      worker,
      handlers: handlers(),
      formats: readableFormats,
      deferMs,
    })
  }

  /**
   * Settled first, so that whoever begins a Job finds it relayed; with a short deadline until BullMQ has it, so that a relay that dies in between
   * costs no more than a lease.
   */
  async #move(jobs: readonly ClaimedJob[]): Promise<boolean> {
    const { outbox } = this.bound
    const { leaseMs } = this.#tools.options
    const relayed = (leaseOf: (job: ClaimedJob) => string, deadlineMs: number): Settlement[] =>
      jobs.map((job) => ({ id: job.id, lease: leaseOf(job), state: 'relayed', deadlineMs }))
    await outbox.settle(
      undefined,
      relayed(({ lease }) => lease, leaseMs),
    )
    try {
      await this.#queue.add(jobs, this.#overdue(jobs), {
        timeoutMs: Math.round(leaseMs / 3),
        signal: this.#aborting.signal,
      })
    } catch (error) {
      this.#tell(error)
      await this.#giveBack(jobs)
      return false
    }
    await outbox.settle(
      undefined,
      relayed(({ id }) => id, this.#deadlineMs),
    )
    for (const job of jobs) this.#tools.emitter.emit('job-relayed', { job: infoOf(job) })
    return true
  }

  /** Those that have been due for so long that they may have been relayed before. */
  #overdue(jobs: readonly ClaimedJob[]): ClaimedJob[] {
    const { leaseMs } = this.#tools.options
    return jobs.filter(({ dueAt, runAt }) => dueAt - leaseMs - runAt >= Math.min(leaseMs, this.#deadlineMs))
  }

  /** What BullMQ has of them in spite of all is of an earlier round then, and is passed over. */
  async #giveBack(jobs: readonly ClaimedJob[]): Promise<void> {
    const { pollMs } = this.#tools.options
    const delayMs = Math.min(pollMs * 2 ** this.#errors, longestErrorDelayMs)
    await this.bound.outbox.settle(
      undefined,
      jobs.map(({ id }) => ({ id, lease: id, state: 'released', delayMs })),
    )
    for (const job of jobs) this.#tools.emitter.emit('job-released', { job: infoOf(job) })
  }

  #tell(thrown: unknown): void {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    this.#tools.emitter.emit('worker-error', { error })
  }
}
