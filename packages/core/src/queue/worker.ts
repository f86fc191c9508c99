import { sleep } from '../action/clock.ts'
import { providerVerbs } from '../action/executors/provider/provider-verbs.ts'
import type { BoundOutbox, RunningWorker } from '../engine/engine-queue.ts'
import { OutboxError } from '../errors/outbox-error.ts'
import type { JobEngine } from './attempt-job.ts'
import { knownHandlers } from './handler.ts'
import { createJobRunner } from './job-runner.ts'
import { Retention } from './retention.ts'
import { type WorkerCounters, WorkerEmitter, type WorkerEventName, type WorkerEvents } from './worker-events.ts'
import type { LaneTools, WorkerKind, WorkerLane } from './worker-kind.ts'
import type { CheckedWorkerOptions } from './worker-options.ts'

/** How long after the end of its work an action that was told to stop may still take to do so. */
const graceMs = 1_000
const announcePollMs = 250

/** Runs Jobs, or relays them; made by `createWorker` and its like. */
export class Worker {
  readonly id: string
  readonly #engine: JobEngine
  readonly #options: CheckedWorkerOptions
  readonly #emitter = new WorkerEmitter()
  readonly #kind: WorkerKind
  readonly #retention: Retention
  readonly #instance = globalThis.crypto.randomUUID()
  #lanes: WorkerLane[] = []
  #running: Promise<void>[] = []
  #ends: (() => unknown)[] = []
  #endKind: (() => Promise<void>) | undefined
  #state: 'made' | 'working' | 'stopped' = 'made'

  constructor(engine: JobEngine, options: CheckedWorkerOptions, kind: WorkerKind) {
    this.id = options.id
    this.#engine = engine
    this.#options = options
    this.#kind = kind
    const tellError = (error: Error): void => this.#emitter.emit('worker-error', { error })
    this.#retention = new Retention(options.retention, engine.core, tellError)
    const { workers } = engine.core.queue
    if (workers.has(this.id)) throw idTaken(this.id, 'in this process')
    const stop: RunningWorker['stop'] = (given) => this.stop(given)
    workers.set(this.id, { ...(kind.runsActions && { leaseMs: options.leaseMs }), stop })
  }

  /** Calls back at each such event; gives the function that ends it. */
  on<Name extends WorkerEventName>(name: Name, listener: (event: WorkerEvents[Name]) => void): () => void {
    return this.#emitter.on(name, listener)
  }

  get counters(): WorkerCounters {
    return this.#emitter.counters
  }

  /** Jobs that it holds: running, waiting for a slot, or being settled. */
  get held(): number {
    return this.#lanes.reduce((sum, lane) => sum + lane.held, 0)
  }

  /**
   * Begins to work the outboxes of all ORMs that are connected, and of those that connect later.
   *
   * @throws OutboxError of code `OUTBOX_MISSING` or `OUTBOX_OUTDATED` where one cannot be used, `WORKER_ID_TAKEN` where another worker of this id
   * is at work, `OUTBOX_ABSENT` where the engine has no outbox; nothing is claimed then.
   */
  async start(): Promise<void> {
    await this.#begin()
    const { core } = this.#engine
    this.#ends.push(core.queue.onConnect((bound) => void this.#open(bound, 'forever')))
    for (const bound of core.queue.bound) await this.#open(bound, 'forever')
    this.#ends.push(() => this.#retention.stop())
    this.#running.push(this.#retention.run())
  }

  /**
   * Works until nothing is due any more, at most so long, deletes what has been kept long enough, and stops; for cron and serverless. What it
   * began is finished, or given back.
   * Rejects as `start` does.
   */
  async runOnce({ maxMs = 60_000 }: { maxMs?: number } = {}): Promise<WorkerCounters> {
    try {
      await this.#begin()
    } catch (error) {
      // Nobody stops a worker that was to run once: its id is free for the next one.
      await this.stop()
      throw error
    }
    const { core } = this.#engine
    const began = core.clock.now()
    const drained = Promise.all(core.queue.bound.map((bound) => this.#open(bound, 'drain'))).then(() =>
      Promise.all(this.#running),
    )
    const inTime = new AbortController()
    await Promise.race([drained, sleep(core.clock, maxMs, inTime.signal).catch(() => undefined)])
    inTime.abort()
    await this.#retention.purge(began + maxMs)
    await this.stop({ timeoutMs: Math.max(0, maxMs - (core.clock.now() - began)) })
    return this.counters
  }

  /**
   * Claims nothing more, finishes what runs, and gives back the rest for somebody else. What still runs after `timeoutMs` (default 30,000) is
   * told to stop and given back too; it may be run again. Whether all that ran was finished.
   */
  async stop({ timeoutMs = 30_000 }: { timeoutMs?: number } = {}): Promise<{ finished: boolean }> {
    if (this.#state === 'stopped') return { finished: true }
    const wasWorking = this.#state === 'working'
    this.#state = 'stopped'
    const { core } = this.#engine
    for (const lane of this.#lanes) lane.stop()
    const finished = await this.#emptyWithin(timeoutMs)
    if (!finished) {
      for (const lane of this.#lanes) lane.abort()
      await this.#emptyWithin(graceMs)
      for (const lane of this.#lanes) lane.giveUp()
    }
    for (const end of this.#ends) await end()
    await Promise.all(this.#running)
    await this.#endKind?.()
    const withdrawals = this.#lanes.map(({ bound }) =>
      bound.outbox.ledger.withdraw(this.id, this.#instance).catch(() => undefined),
    )
    if (wasWorking) await Promise.all(withdrawals)
    core.queue.workers.delete(this.id)
    return { finished }
  }

  async #begin(): Promise<void> {
    const { core } = this.#engine
    if (this.#state !== 'made')
      throw new OutboxError({
        code: 'WORKER_ENDED',
        message: `A worker begins once: make a new one with ${this.#kind.subject}.`,
      })
    if (core.options.outbox === undefined) throw noOutbox()
    for (const { outbox } of core.queue.bound) {
      await outbox.verify(undefined)
      await this.#announce(outbox)
    }
    const endKind = await this.#kind.begin?.(this.#options)
    this.#state = 'working'
    this.#endKind = endKind
    this.#ends.push(
      core.queue.onAppended((outbox) => {
        for (const lane of this.#lanes) if (lane.bound.outbox === outbox) lane.wake()
      }),
    )
    this.#ends.push(every(this.#options.leaseMs / 3, core.clock, () => this.#tick()))
  }

  async #open(bound: BoundOutbox, mode: 'forever' | 'drain'): Promise<void> {
    if (this.#state !== 'working') return
    const lane = this.#kind.createLane(this.#toolsOf(bound))
    this.#lanes.push(lane)
    this.#running.push(lane.run(mode))
    const end = await bound.outbox
      .listen?.(() => lane.wake())
      .catch((error: Error) => {
        this.#emitter.emit('worker-error', { error })
        return undefined
      })
    if (end !== undefined) this.#ends.push(end)
  }

  #toolsOf(bound: BoundOutbox): LaneTools {
    const { core } = this.#engine
    const options = this.#options
    const emitter = this.#emitter
    return {
      bound,
      options,
      emitter,
      clock: core.clock,
      runner: createJobRunner(bound, { engine: this.#engine, options, emitter }),
      handlers: handlersOf(core, options.families),
      wakeAll: () => core.queue.appended(bound.outbox),
    }
  }

  async #tick(): Promise<void> {
    for (const lane of this.#lanes) {
      await lane.tick()
      await this.#say(lane.bound.outbox).catch((error: Error) => this.#emitter.emit('worker-error', { error }))
    }
  }

  /** One that died has the id until its time is over; one that is at work renews it. */
  async #announce(outbox: BoundOutbox['outbox']): Promise<void> {
    const { clock } = this.#engine.core
    const deadline = clock.now() + this.#options.leaseMs + announcePollMs
    while ((await this.#say(outbox)) === 'taken') {
      if (clock.now() > deadline) throw idTaken(this.id, 'on this outbox')
      await sleep(clock, announcePollMs)
    }
  }

  #say({ ledger }: BoundOutbox['outbox']): Promise<'announced' | 'taken'> {
    return ledger.announce(this.id, this.#instance, this.#options.leaseMs)
  }

  async #emptyWithin(timeoutMs: number): Promise<boolean> {
    const { clock } = this.#engine.core
    const deadline = clock.now() + timeoutMs
    while (this.held > 0 && clock.now() < deadline)
      await sleep(clock, Math.min(10, Math.max(1, deadline - clock.now())))
    return this.held === 0
  }
}

/** Asked for at each claim, and worked out when triggers or functions have changed. */
function handlersOf(
  { registry, functions, providers }: JobEngine['core'],
  families: readonly string[] | undefined,
): () => string[] {
  let known: { generation: number; functions: number; handlers: string[] } | undefined
  return () => {
    if (known?.generation !== registry.generation || known.functions !== functions.size) {
      const handlers = knownHandlers(functions.keys(), registry.all(), families)
      known = { generation: registry.generation, functions: functions.size, handlers }
    }
    return known.handlers.filter((handler) => isServed(handler, providers))
  }
}

/** A type whose family has no provider at all in this process is left for one that has (R44). */
function isServed(handler: string, providers: JobEngine['core']['providers']): boolean {
  const verb = Object.hasOwn(providerVerbs, handler) ? providerVerbs[handler] : undefined
  return verb === undefined || providers.general !== undefined || providers.has(verb.family)
}

/** Calls `work` again and again, one at a time; gives the function that ends it. */
function every(delayMs: number, clock: JobEngine['core']['clock'], work: () => Promise<void>): () => Promise<void> {
  let isEnded = false
  let cancel: () => void = () => undefined
  let current: Promise<void> = Promise.resolve()
  const next = (): void => {
    cancel = clock.after(delayMs, () => {
      current = work().finally(() => {
        if (!isEnded) next()
      })
    })
  }
  next()
  return () => {
    isEnded = true
    cancel()
    return current
  }
}

function idTaken(id: string, where: string): OutboxError {
  return new OutboxError({
    code: 'WORKER_ID_TAKEN',
    message: `A worker "${id}" is at work ${where} already. Give each its own id, such as its host's name, or leave \`id\` out.`,
    data: { id },
  })
}

function noOutbox(): OutboxError {
  return new OutboxError({
    code: 'OUTBOX_ABSENT',
    message:
      'The engine has no outbox, so there are no Jobs to work. Give it one: createTriggers({ outbox: sqlOutbox() }).',
  })
}
