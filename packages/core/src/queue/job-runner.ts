import type { BoundOutbox } from '../engine/engine-queue.ts'
import { toError } from '../errors/to-error.ts'
import { type AttemptEnd, attemptJob, type JobEngine, reportDead } from './attempt-job.ts'
import type { ClaimedJob } from './job.ts'
import { SettlementBuffer } from './settlement-buffer.ts'
import { infoOf, type WorkerEmitter } from './worker-events.ts'
import type { CheckedWorkerOptions } from './worker-options.ts'

/** Runs Jobs of one outbox, one attempt at a time each, whoever hands them out: `attempt`, then `keep`, then `tell`. */
export interface JobRunner {
  /** One attempt, once it was told of. Never rejects. */
  attempt(job: ClaimedJob, signal: AbortSignal): Promise<AttemptEnd>
  /**
   * Writes back how it ended, again until the database has it; `lost` where somebody else has the Job by now, or it was given up. Never rejects.
   */
  keep(end: AttemptEnd): Promise<AttemptEnd>
  /** Tells those who listen how it ended. Never rejects. */
  tell(job: ClaimedJob, end: AttemptEnd, durationMs: number): Promise<void>
  /** Stops writing back; what is not kept is run again when its lease, or its deadline, is over. */
  giveUp(): void
}

interface JobRunnerOptions {
  readonly engine: JobEngine
  readonly options: CheckedWorkerOptions
  readonly emitter: WorkerEmitter
}

export function createJobRunner(bound: BoundOutbox, { engine, options, emitter }: JobRunnerOptions): JobRunner {
  const tellError = (error: unknown): void => emitter.emit('worker-error', { error: toError(error, {}) })
  const settlements = new SettlementBuffer(bound.outbox, engine.core.clock, tellError)
  return {
    attempt(job, signal) {
      emitter.emit('job-started', { job: infoOf(job) })
      const { id: worker, maxLostAttempts } = options
      return attemptJob(engine, bound, job, { signal, worker, maxLostAttempts })
    },
    async keep(end) {
      if (end.kind === 'lost' || (end.kind === 'completed' && end.settled)) return end
      return (await settlements.add(end.settlement)) ? end : { kind: 'lost' }
    },
    async tell(job, end, durationMs) {
      const info = infoOf(job)
      switch (end.kind) {
        case 'completed':
          emitter.emit('job-completed', { job: info, result: end.result, durationMs })
          break
        case 'retried':
          emitter.emit('job-failed', { job: info, error: end.error, durationMs })
          emitter.emit('job-retried', { job: info, error: end.error, delayMs: end.delayMs })
          break
        case 'dead':
          emitter.emit('job-failed', { job: info, error: end.error, durationMs })
          emitter.emit('job-dead', { job: info, error: end.error })
          if (end.discard) await bound.outbox.ledger.discard({ ids: [job.id] }, 1).catch(tellError)
          else reportDead(engine.core, job, end.error, end.read)
          break
        case 'released':
          emitter.emit('job-released', { job: info })
          break
        case 'lost':
          emitter.emit('job-lost', { job: info })
      }
    },
    giveUp: () => settlements.giveUp(),
  }
}
