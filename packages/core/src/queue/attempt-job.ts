import type { EngineCore } from '../engine/engine-core.ts'
import type { BoundOutbox } from '../engine/engine-queue.ts'
import { type JobResult, type ReadJob, readJob, runJob, standInTrigger } from '../engine/run-job.ts'
import { JobError } from '../errors/job-error.ts'
import { OutboxError } from '../errors/outbox-error.ts'
import { toError } from '../errors/to-error.ts'
import type { PlanningOptions } from '../plan/plan-trigger.ts'
import type { JobEnd } from '../telemetry/observation.ts'
import type { Observed } from '../telemetry/observed.ts'
import { toObservedAttempt } from '../telemetry/to-observed-job.ts'
import { describeFailure, type JobAttempt, parseHistory, withAttempt } from './attempt-history.ts'
import type { ClaimedJob } from './job.ts'
import { nextDelayOf } from './job-retry.ts'
import type { Settlement } from './outbox.ts'
import { infoOf } from './worker-events.ts'

/** What a worker, or a relay's, runs Jobs with. */
export interface JobEngine {
  readonly core: EngineCore
  readonly planning: PlanningOptions
}

/** Why the signal of an attempt was aborted: the Job is somebody else's by now, or the worker stops. */
export type AbortCause = 'lease-lost' | 'stopping'

/** How an attempt ended, and what is to be kept of it; where `settled`, that has been done in the transaction of its writes (R40). */
export type AttemptEnd =
  | { readonly kind: 'completed'; readonly settlement: Settlement; readonly settled: boolean; readonly result: unknown }
  | { readonly kind: 'retried'; readonly settlement: Settlement; readonly error: Error; readonly delayMs: number }
  | {
      readonly kind: 'dead'
      readonly settlement: Settlement
      readonly error: Error
      /** It is not missed: nobody is told. */
      readonly discard: boolean
      /** What it was, where it could be read. */
      readonly read: ReadJob | undefined
    }
  | { readonly kind: 'released'; readonly settlement: Settlement }
  | { readonly kind: 'lost' }

interface AttemptOptions {
  readonly signal: AbortSignal
  readonly worker: string
  readonly maxLostAttempts: number
}

const maxErrorLength = 1_000

/** One attempt of a Job, from what it carries to how it ended. Never rejects. */
export async function attemptJob(
  engine: JobEngine,
  bound: BoundOutbox,
  job: ClaimedJob,
  options: AttemptOptions,
): Promise<AttemptEnd> {
  const { core } = engine
  const { worker } = options
  const attempt = new Attempt(core, job, worker)
  const { observers } = core
  if (observers === undefined) return attemptOnce(attempt, engine, bound, job, options)
  const end = await attemptOnce(attempt, engine, bound, job, options)
  if (!attempt.isTold) attempt.observed = observers.job(toObservedAttempt(job), undefined)
  attempt.observed?.end(toObservedEnd(end))
  return end
}

async function attemptOnce(
  attempt: Attempt,
  { core, planning }: JobEngine,
  bound: BoundOutbox,
  job: ClaimedJob,
  { signal, maxLostAttempts }: AttemptOptions,
): Promise<AttemptEnd> {
  try {
    await attempt.begin()
    const lost = job.attempts - 1 - job.failures
    if (lost >= maxLostAttempts) return await attempt.dead(abandoned(job, lost))
    const read = await readJob(core, planning, bound, job)
    attempt.read = read
    if (read.isGone && core.queue.onDefinitionGone === 'discard') return await attempt.dead(gone(job), true)
    const completed = (kept: string | undefined): Promise<Settlement> => attempt.completion(kept)
    const isRetried = (error: Error): boolean => signal.aborted || attempt.delayAfter(error) !== undefined
    const run = (): Promise<JobResult> => runJob(core, bound, job, read, { signal, completed, isRetried })
    attempt.isTold = true
    attempt.observed = core.observers?.job(toObservedAttempt(job), read.content.carried)
    const { result, kept, settled } = await (attempt.observed === undefined ? run() : attempt.observed.run(run))
    return { kind: 'completed', settlement: await attempt.completion(kept), settled, result }
  } catch (thrown) {
    if (signal.aborted && signal.reason === 'lease-lost') return { kind: 'lost' }
    if (OutboxError.isInstance(thrown) && thrown.code === 'LEASE_LOST') return { kind: 'lost' }
    const { id, lease } = job
    if (signal.aborted) return { kind: 'released', settlement: { id, lease, state: 'released', counts: true } }
    return attempt.failed(toError(thrown, { trigger: job.trigger, action: job.action, table: job.table }))
  }
}

/** One attempt's history, and the settlements that it may end in. */
class Attempt {
  read: ReadJob | undefined
  /** Observers have been told of it, once it was read, and what they made of it. */
  isTold = false
  observed: Observed<JobEnd> | undefined
  readonly #core: EngineCore
  readonly #job: ClaimedJob
  readonly #worker: string
  readonly #startedAt: number
  #history: readonly JobAttempt[] = []

  constructor(core: EngineCore, job: ClaimedJob, worker: string) {
    this.#core = core
    this.#job = job
    this.#worker = worker
    this.#startedAt = core.clock.now()
  }

  /** Reads what is kept of earlier attempts, and adds those that nobody reported the end of. */
  async begin(): Promise<void> {
    const { history, attempts } = this.#job
    const { codec } = this.#core.options.outbox ?? {}
    // What cannot be read any more is left behind: it is about the past only.
    const decode = async (): Promise<string | undefined> =>
      history === undefined || codec === undefined ? history : codec.decode(history)
    const text = await decode().catch(() => undefined)
    const known = parseHistory(text)
    const lost = Array.from({ length: Math.max(0, Math.min(20, attempts - 1 - known.length)) }, (): JobAttempt => {
      return { startedAt: this.#startedAt, endedAt: this.#startedAt, outcome: 'lost' }
    })
    this.#history = [...known, ...lost]
  }

  async completion(result: string | undefined): Promise<Settlement> {
    const { id, lease } = this.#job
    const history = await this.#with({ outcome: 'completed' })
    return { id, lease, state: 'completed', result, history, alone: this.#isAlone }
  }

  async dead(error: Error, discard = false): Promise<AttemptEnd> {
    const { id, lease } = this.#job
    const history = await this.#with({ outcome: 'failed', error: describeFailure(error) })
    const settlement: Settlement = {
      id,
      lease,
      state: 'dead',
      error: this.#textOf(error),
      history,
      alone: this.#isAlone,
    }
    return { kind: 'dead', settlement, error, discard, read: this.read }
  }

  async failed(error: Error): Promise<AttemptEnd> {
    const { id, lease } = this.#job
    const delayMs = this.delayAfter(error)
    if (delayMs === undefined) return this.dead(error)
    const history = await this.#with({ outcome: 'failed', error: describeFailure(error) })
    const failed = { error: this.#textOf(error), history, alone: this.#isAlone }
    const settlement: Settlement = { id, lease, state: 'ready', delayMs, ...failed }
    return { kind: 'retried', settlement, error, delayMs }
  }

  /** Milliseconds to the next attempt where this one fails so; undefined where it is the last. */
  delayAfter(error: Error): number | undefined {
    const { failures, maxAttempts } = this.#job
    const action = this.read?.content.action ?? { type: '', family: '' }
    return nextDelayOf(action, { failures: failures + 1, maxAttempts, error, random: this.#core.clock.random() })
  }

  get #isAlone(): boolean {
    return this.#job.chain === undefined && this.#job.orderingKey === undefined
  }

  /** Undefined where the codec fails: an action that has been done must not be done again for want of its history. */
  async #with(end: Pick<JobAttempt, 'outcome' | 'error'>): Promise<string | undefined> {
    const endedAt = this.#core.clock.now()
    const text = withAttempt(this.#history, { startedAt: this.#startedAt, endedAt, worker: this.#worker, ...end })
    const { codec } = this.#core.options.outbox ?? {}
    const encode = async (): Promise<string> => (codec === undefined ? text : codec.encode(text))
    return encode().catch(() => undefined)
  }

  /** What is kept in the open; the message, which may quote what the Job carries, only where that is in the open too. */
  #textOf(error: Error): string {
    const code = (error as { code?: unknown }).code
    const name = typeof code === 'string' ? code : error.name
    return (this.#core.options.outbox?.codec === undefined ? `${name}: ${error.message}` : name).slice(
      0,
      maxErrorLength,
    )
  }
}

function toObservedEnd(end: AttemptEnd): Omit<JobEnd, 'durationMs'> {
  if (end.kind === 'dead') return { outcome: end.discard ? 'discarded' : 'dead', error: end.error }
  return end.kind === 'retried' ? { outcome: 'retried', error: end.error } : { outcome: end.kind }
}

function abandoned(job: ClaimedJob, lost: number): JobError {
  return new JobError({
    trigger: job.trigger,
    action: job.action,
    table: job.table,
    code: 'JOB_ABANDONED',
    message:
      `${lost} attempts of its Job ${job.id} ended without word of them: its process died, or lost the lease, each time. ` +
      'See what it does to its process, then triggers.jobs.retry(id).',
  })
}

function gone(job: ClaimedJob): JobError {
  return new JobError({
    trigger: job.trigger,
    action: job.action,
    table: job.table,
    code: 'JOB_DEFINITION_GONE',
    message: `its trigger is not registered any more, so its Job ${job.id} was discarded (onDefinitionGone: 'discard').`,
  })
}

/** Tells `onError` of a Job that died (R34), and the handlers of dead letters. Never throws. */
export function reportDead(core: EngineCore, job: ClaimedJob, error: Error, read: ReadJob | undefined): void {
  if (read !== undefined) core.report(error, read.planned, read.action, read.context)
  else {
    const place = { name: job.trigger, tag: job.trigger, origin: 'code' as const }
    core.tell(error, undefined, core.queue.triggerOf(place) ?? standInTrigger(place))
  }
  core.queue.died(infoOf(job), error)
}
