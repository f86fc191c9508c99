import type { Triggers, Worker } from '@triggerkit/core'
import type { LaneTools, WorkerKind } from '@triggerkit/core/adapter'
import { RelayLane } from './relay-lane.ts'
import { type CheckedRelayOptions, checkRelayOptions, type RelayOptions, relayOptionNames } from './relay-options.ts'
import { RelayQueue } from './relay-queue.ts'

/** A Job that is moved costs little: more of them go in one batch. */
const defaultBatch = 200

/**
 * Makes a relay, which moves due Jobs from the outbox to a queue of BullMQ; workers of `createBullmqWorker` run them, on any number of machines.
 * It moves what its own process knows how to run, so it belongs where the same triggers, functions and ORM are. There may be several.
 *
 * ```ts
 * const relay = createRelay(engine, { queue: { name: 'triggers', connection: { host: 'redis', port: 6379 } } })
 * await relay.start()
 * process.once('SIGTERM', () => relay.stop())
 * ```
 *
 * @throws OptionsError with every problem of the options; OutboxError of code `WORKER_ID_TAKEN` where this process has a worker of that id.
 */
export function createRelay(triggers: Triggers, options: RelayOptions): Worker {
  return triggers.worker({ batch: defaultBatch, ...options }, relayKind())
}

function relayKind(): WorkerKind {
  let options: CheckedRelayOptions
  let queue: RelayQueue
  const emitters = new Set<LaneTools['emitter']>()
  return {
    subject: 'createRelay',
    optionNames: relayOptionNames,
    runsActions: false,
    checkOptions(reader, problems) {
      options = checkRelayOptions(reader, problems)
    },
    async begin() {
      queue = new RelayQueue(options, (error) => {
        for (const emitter of emitters) emitter.emit('worker-error', { error })
      })
      await queue.open()
      return () => queue.close()
    },
    createLane(tools) {
      emitters.add(tools.emitter)
      return new RelayLane(tools, queue, options)
    },
  }
}
