import type { JobRow } from './job.ts'

/** A Job, as events tell of it. */
export interface JobInfo {
  readonly id: string
  /** Tag of the trigger. */
  readonly trigger: string
  readonly action: string
  readonly provider: string
  readonly table: string
  readonly key: string
  /** Which attempt this is, from 1. */
  readonly attempt: number
}

/** What a worker tells of. Listeners must not throw; one that does is told of on the console. */
export interface WorkerEvents {
  'job-started': { job: JobInfo }
  'job-completed': { job: JobInfo; result: unknown; durationMs: number }
  /** An attempt failed: `job-retried` or `job-dead` follows. */
  'job-failed': { job: JobInfo; error: Error; durationMs: number }
  'job-retried': { job: JobInfo; error: Error; delayMs: number }
  'job-dead': { job: JobInfo; error: Error }
  /** Its lease ended before it did, and somebody else may run it again. */
  'job-lost': { job: JobInfo }
  /** It was given back, to be run by somebody else, or later. */
  'job-released': { job: JobInfo }
  /** It was handed on to another queue (R43). */
  'job-relayed': { job: JobInfo }
  /** The database, or the queue that Jobs are relayed to, did not answer; the worker goes on trying. */
  'worker-error': { error: Error }
}

export type WorkerEventName = keyof WorkerEvents

/** How often each happened since the worker was made. */
export interface WorkerCounters {
  readonly started: number
  readonly completed: number
  readonly failed: number
  readonly retried: number
  readonly dead: number
  readonly lost: number
  readonly released: number
  readonly relayed: number
}

type Listener<Name extends WorkerEventName> = (event: WorkerEvents[Name]) => void

/** Listeners of a worker, and counts of what it told them. */
export class WorkerEmitter {
  readonly #listeners = new Map<WorkerEventName, Set<Listener<never>>>()
  readonly #counts = new Map<WorkerEventName, number>()

  on<Name extends WorkerEventName>(name: Name, listener: Listener<Name>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners)
    listeners.add(listener as Listener<never>)
    return () => listeners.delete(listener as Listener<never>)
  }

  /** Never throws. */
  emit<Name extends WorkerEventName>(name: Name, event: WorkerEvents[Name]): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
    for (const listener of this.#listeners.get(name) ?? []) {
      try {
        ;(listener as Listener<Name>)(event)
      } catch (error) {
        console.error(`[triggerkit] a listener of "${name}" failed:`, error)
      }
    }
  }

  get counters(): WorkerCounters {
    const count = (name: WorkerEventName): number => this.#counts.get(name) ?? 0
    return {
      started: count('job-started'),
      completed: count('job-completed'),
      failed: count('job-failed'),
      retried: count('job-retried'),
      dead: count('job-dead'),
      lost: count('job-lost'),
      released: count('job-released'),
      relayed: count('job-relayed'),
    }
  }
}

export function infoOf({ id, trigger, action, provider, table, key, attempts }: JobRow): JobInfo {
  return { id, trigger, action, provider, table, key, attempt: attempts }
}
