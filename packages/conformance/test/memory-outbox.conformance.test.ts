import { memoryOutbox } from '@triggerkit/core'
import type { Outbox } from '@triggerkit/core/adapter'
import { ManualClock, MemoryDatabase } from '@triggerkit/core/testing'
import { type OutboxBench, runOutboxSuite } from '../src/index.ts'

const port = new MemoryDatabase({ tables: [] })

runOutboxSuite({ name: 'memory', scheduleRuns: 150, setup: async () => memoryBench() })

/** Nothing of an outbox in memory can be removed for good but with it: each test has one of its own. */
function memoryBench(): OutboxBench {
  const clock = new ManualClock(Date.now())
  const connect = (): Outbox => memoryOutbox({ clock }).connect(port)
  let outbox = connect()
  return {
    get outbox() {
      return outbox
    },
    pass: (ms) => clock.advance(ms),
    clear: async () => void (outbox = connect()),
    teardown: async () => undefined,
  }
}
