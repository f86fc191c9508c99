import { runProviderSuite } from '@triggerkit/conformance'
import { describe } from 'vitest'
import { createFlowBench } from './bullmq/flow-bench.ts'
import { createQueueBench } from './bullmq/queue-bench.ts'
import { hasRedis } from './bullmq/queue-place.ts'

const triedOn = 'BullMQ 6 on Redis 7'

describe.skipIf(!hasRedis)('bullmq', () => {
  runProviderSuite({ name: 'bullmqQueue() broker', family: 'broker', triedOn, setup: createQueueBench })
  runProviderSuite({ name: 'bullmqFlow() workflow', family: 'workflow', triedOn, setup: createFlowBench })
})
