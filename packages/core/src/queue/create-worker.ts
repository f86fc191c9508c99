import type { Triggers } from '../engine/triggers.ts'
import type { Worker } from './worker.ts'
import type { WorkerOptions } from './worker-options.ts'

/**
 * Makes a worker that runs the Jobs of an engine's queued actions: in the process that writes, or in one of its own that has the same triggers,
 * functions and providers, and whose ORM is connected to the same database.
 *
 * ```ts
 * const worker = createWorker(engine, { concurrency: 16 })
 * await worker.start()
 * process.once('SIGTERM', () => worker.stop())
 * ```
 *
 * @throws OptionsError with every problem of the options; OutboxError of code `WORKER_ID_TAKEN` where this process has one of that id.
 */
export function createWorker(triggers: Triggers, options: WorkerOptions = {}): Worker {
  return triggers.worker(options)
}
