import type { Triggers, Worker } from '@triggerkit/core'
import type { WorkerKind } from '@triggerkit/core/adapter'
import { BullmqLane } from './bullmq-lane.ts'
import {
  type BullmqWorkerOptions,
  bullmqWorkerOptionNames,
  type CheckedBullmqWorkerOptions,
  checkBullmqWorkerOptions,
} from './bullmq-worker-options.ts'
import { QueueConsumer } from './queue-consumer.ts'

/**
 * Makes a worker that runs the Jobs which a relay moved to BullMQ. Its process needs the same triggers, functions and providers as the one that
 * writes, and an ORM that is connected to the same database: the Jobs are read there, and what came of them is written back there.
 *
 * ```ts
 * const worker = createBullmqWorker(engine, { queue: 'triggers', connection: { host: 'redis', port: 6379 }, concurrency: 32 })
 * await worker.start()
 * process.once('SIGTERM', () => worker.stop())
 * ```
 *
 * @throws OptionsError with every problem of the options; OutboxError of code `WORKER_ID_TAKEN` where this process has a worker of that id.
 */
export function createBullmqWorker(triggers: Triggers, options: BullmqWorkerOptions): Worker {
  return triggers.worker(options, bullmqKind())
}

function bullmqKind(): WorkerKind {
  let options: CheckedBullmqWorkerOptions
  let consumer: QueueConsumer
  return {
    subject: 'createBullmqWorker',
    optionNames: bullmqWorkerOptionNames,
    runsActions: true,
    checkOptions(reader, problems) {
      options = checkBullmqWorkerOptions(reader, problems)
    },
    async begin(checked) {
      consumer = new QueueConsumer(options)
      await consumer.open(checked)
      return () => consumer.close()
    },
    createLane: (tools) => new BullmqLane(tools, consumer),
  }
}
