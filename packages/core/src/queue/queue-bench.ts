import { type Clock, systemClock } from '../action/clock.ts'
import type { EngineOptions } from '../engine/engine-options.ts'
import { createTriggers, type Triggers } from '../engine/triggers.ts'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { type RecordingProviders, recordingProviders } from '../testing/recording-providers.ts'
import { createWorker } from './create-worker.ts'
import { memoryOutbox } from './memory-outbox.ts'
import type { Worker } from './worker.ts'
import type { WorkerEventName } from './worker-events.ts'
import type { WorkerOptions } from './worker-options.ts'

/** For tests only: an engine with queued actions, a database in memory, and what providers were asked for. */
export interface QueueBench {
  triggers: Triggers
  database: MemoryDatabase
  providers: RecordingProviders
  errors: Error[]
  /** Works until nothing is due. */
  work(options?: WorkerOptions): Promise<Worker>
}

export function queueBench(options: EngineOptions & { clock?: Clock } = {}): QueueBench {
  const errors: Error[] = []
  const providers = recordingProviders()
  const { clock = systemClock } = options
  const triggers = createTriggers({
    onError: (error) => errors.push(error),
    providers: providers.providers,
    outbox: memoryOutbox({ clock }),
    ...options,
  })
  const database = new MemoryDatabase({
    tables: [
      defineTable(
        'orders',
        { id: 'integer', status: 'string', total: 'decimal', secret: 'string' },
        { hidden: ['secret'] },
      ),
      defineTable('audit', { id: 'integer', orderId: 'integer', now: 'string' }),
    ],
  }).connect(triggers)
  const work = async (given: WorkerOptions = {}): Promise<Worker> => {
    const worker = createWorker(triggers, given)
    await worker.runOnce()
    return worker
  }
  return { triggers, database, providers, errors, work }
}

/** What a worker told, in order. */
export function tellAll(worker: Worker): string[] {
  const told: string[] = []
  const names: WorkerEventName[] = [
    'job-started',
    'job-completed',
    'job-failed',
    'job-retried',
    'job-dead',
    'job-lost',
    'job-released',
    'worker-error',
  ]
  for (const name of names)
    worker.on(name, (event) => told.push('job' in event ? `${name} ${event.job.action}#${event.job.attempt}` : name))
  return told
}
