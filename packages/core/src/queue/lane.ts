import type { BoundOutbox } from '../engine/engine-queue.ts'
import { toError } from '../errors/to-error.ts'
import type { AttemptEnd } from './attempt-job.ts'
import { HeldJobs } from './held-jobs.ts'
import type { ClaimedJob } from './job.ts'
import { readableFormats } from './job-content.ts'
import type { Claim, Settlement } from './outbox.ts'
import type { Slots } from './slots.ts'
import { WakeUp } from './wake-up.ts'
import type { LaneTools, WorkerLane } from './worker-kind.ts'

/** How long a Job that cannot be claimed now, because it is paused or behind another, is passed over. */
const deferMs = 10_000
const longestErrorDelayMs = 30_000
/** A Job waits in this process for a slot no longer; somebody else may have one. */
const longestWaitMs = 5_000
/** Actions that take longer leave no room to claim ahead. */
const quickMs = 200

/** Works one outbox: claims, runs, settles. */
export class Lane implements WorkerLane {
  readonly bound: BoundOutbox
  readonly #tools: LaneTools
  readonly #slots: Slots
  readonly #held: HeldJobs
  readonly #wake: WakeUp
  readonly #stopListening: () => void
  #ready: ClaimedJob[] = []
  #isStopping = false
  #errors = 0
  /** Milliseconds that actions took of late, on average. */
  #durationMs = 0

  /** `slots` are shared with the worker's other lanes. */
  constructor(tools: LaneTools, slots: Slots) {
    const { bound, clock, options } = tools
    this.bound = bound
    this.#tools = tools
    this.#slots = slots
    this.#held = new HeldJobs(bound.outbox, options.leaseMs, () => clock.now())
    this.#wake = new WakeUp(clock)
    this.#stopListening = slots.onFree(() => this.#slotFreed())
  }

  /** Jobs that it holds, whatever they wait for. */
  get held(): number {
    return this.#held.size
  }

  /** There may be Jobs that are due. */
  wake(): void {
    this.#wake.call()
  }

  /** Works until it is stopped; or, to `drain`, until nothing is due and nothing runs any more. Never rejects. */
  async run(mode: 'forever' | 'drain'): Promise<void> {
    const { pollMs } = this.#tools.options
    let idleMs = pollMs
    while (!this.#isStopping) {
      const limit = this.#room()
      if (limit === 0) {
        await this.#wake.wait()
        continue
      }
      const claim = await this.#claim(limit)
      if (claim === undefined) continue
      this.#pump()
      if (claim.jobs.length > 0 || !claim.exhausted) idleMs = pollMs
      else if (mode === 'drain' && this.held === 0) return
      else if (mode === 'drain') await this.#wake.wait(pollMs)
      else idleMs = (await this.#wake.wait(idleMs)) ? pollMs : Math.min(idleMs * 1.5, pollMs * 5)
    }
  }

  /** Renews its leases, and gives back what waits too long for a slot. Never rejects. */
  async tick(): Promise<void> {
    const waiting = new Set(this.#ready)
    const now = this.#tools.clock.now()
    const tooLong = this.#held
      .waiting(waiting)
      .filter(({ claimedAt }) => now - claimedAt > longestWaitMs)
      .map(({ job }) => job)
    this.#giveBack(tooLong)
    try {
      for (const job of await this.#held.renew()) this.#lose(job)
    } catch (error) {
      this.#tell(error)
    }
  }

  /** Claims nothing more, and gives back what has not begun. */
  stop(): void {
    this.#isStopping = true
    this.#stopListening()
    this.#giveBack([...this.#ready])
    this.#wake.call()
  }

  /** Tells what runs to end, and gives it back. */
  abort(): void {
    for (const { job } of this.#held.running) this.#held.abort(job, 'stopping')
  }

  /** Stops waiting for the database; what is still held is somebody else's when its lease ends. */
  giveUp(): void {
    this.#tools.runner.giveUp()
  }

  /** How many Jobs may be claimed now: as many as can begin, and where actions are quick a batch ahead. */
  #room(): number {
    const { batch } = this.#tools.options
    const { free, limit } = this.#slots
    const waiting = this.#ready.length
    if (waiting >= limit) return 0
    const ahead = this.#durationMs < quickMs ? batch : 0
    return Math.min(batch, Math.max(0, free + ahead - waiting))
  }

  async #claim(limit: number): Promise<Claim | undefined> {
    const { options, clock } = this.#tools
    const { leaseMs, id: worker } = options
    const handlers = this.#tools.handlers()
    const lease = globalThis.crypto.randomUUID()
    const began = clock.now()
    try {
      const claim = await this.bound.outbox.claim({
        limit,
        leaseMs,
        lease,
        worker,
        handlers,
        formats: readableFormats,
        deferMs,
      })
      this.#errors = 0
      for (const job of claim.jobs) this.#held.add(job, began)
      if (this.#isStopping) this.#giveBack(claim.jobs)
      else this.#ready.push(...claim.jobs)
      return claim
    } catch (error) {
      this.#tell(error)
      const delayMs = Math.min(options.pollMs * 2 ** this.#errors++, longestErrorDelayMs)
      if (!this.#isStopping) await this.#wake.wait(delayMs)
      return undefined
    }
  }

  /** Begins Jobs while there are slots. */
  #pump(): void {
    while (this.#ready.length > 0 && !this.#isStopping && this.#slots.take()) void this.#work(this.#ready.shift()!)
  }

  /** Begins the next one; where few are left to begin there is room to claim more, which the loop may be waiting for. */
  #slotFreed(): void {
    const waited = this.#ready.length
    this.#pump()
    if (waited > 0 && this.#ready.length < this.#tools.options.concurrency) this.#wake.call()
  }

  async #work(job: ClaimedJob): Promise<void> {
    const { clock, runner } = this.#tools
    const controller = new AbortController()
    let end: AttemptEnd = { kind: 'lost' }
    const began = clock.now()
    if (this.#held.isOurs(job)) {
      this.#held.begin(job, controller)
      end = await runner.attempt(job, controller.signal)
    }
    const durationMs = clock.now() - began
    this.#durationMs += (durationMs - this.#durationMs) * 0.2
    this.#slots.release()
    await this.#end(job, end, durationMs)
  }

  async #end(job: ClaimedJob, end: AttemptEnd, durationMs: number): Promise<void> {
    this.#held.settling(job)
    const kept = await this.#tools.runner.keep(end)
    this.#held.delete(job)
    await this.#tools.runner.tell(job, kept, durationMs)
    if (kept.kind === 'retried') this.#wakeIn(kept.delayMs)
    // What waited for it may be due now.
    if (job.chain !== undefined || job.orderingKey !== undefined || this.#held.size === 0) this.#wake.call()
  }

  /** Jobs that have not begun: the attempt does not count. */
  #giveBack(jobs: readonly ClaimedJob[]): void {
    const given = new Set(jobs)
    this.#ready = this.#ready.filter((job) => !given.has(job))
    for (const job of jobs) {
      const settlement: Settlement = { id: job.id, lease: job.lease, state: 'released' }
      void this.#end(job, { kind: 'released', settlement }, 0)
    }
  }

  #lose(job: ClaimedJob): void {
    if (!this.#ready.includes(job)) {
      this.#held.abort(job, 'lease-lost')
      return
    }
    this.#ready = this.#ready.filter((waiting) => waiting !== job)
    void this.#end(job, { kind: 'lost' }, 0)
  }

  /** A Job that is to be tried again soon is looked for then, not at the next poll. */
  #wakeIn(delayMs: number): void {
    const { pollMs } = this.#tools.options
    if (delayMs < pollMs * 10) this.#tools.clock.after(delayMs, () => this.#wake.call())
  }

  #tell(error: unknown): void {
    this.#tools.emitter.emit('worker-error', { error: toError(error, {}) })
  }
}
