import type { OutboxDriver } from '@triggerkit/core/adapter'
import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest'
import type { HarnessSession, WritePathHarness } from './harness.ts'
import { appendConformance } from './queue/append.conformance.ts'
import { executionConformance } from './queue/execution.conformance.ts'
import { faultyOutbox, type OutboxFaults, queueBench } from './queue/queue-bench.ts'
import { unmadeConformance } from './queue/unmade.conformance.ts'

const TABLES = ['Item', 'Marker', 'Audit', 'Counter'] as const

/** Holds an adapter and the outbox in its database to what is promised of queued actions. */
export function runQueueSuite<Client>(harness: WritePathHarness<Client>, outbox: () => OutboxDriver): void {
  const errors: Error[] = []
  const faults: OutboxFaults = {}
  let live: HarnessSession<Client> | undefined
  const bench = queueBench(harness, () => live, { errors, faults })

  describe(`${harness.name} queued actions`, () => {
    beforeAll(async () => {
      live = await harness.setup({
        outbox: faultyOutbox(outbox(), faults),
        onError: (error) => void errors.push(error),
      })
    })
    afterAll(async () => live?.teardown())
    beforeEach(async () => {
      errors.length = 0
      await live?.reset(TABLES)
    })
    afterEach(() => {
      bench.unregisterAll()
      for (const name of Object.keys(faults) as (keyof OutboxFaults)[]) delete faults[name]
    })

    describe('before there is a table', () => unmadeConformance(bench))
    describe('where there is one', () => {
      beforeAll(async () => live?.engine.outbox.migrate())
      afterEach(() => bench.clear())

      appendConformance(bench)
      executionConformance(bench)
    })
  })
}
