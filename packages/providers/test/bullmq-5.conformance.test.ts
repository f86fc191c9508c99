import { runProviderSuite } from '@triggerkit/conformance'
import { describe, vi } from 'vitest'
import { createFlowBench } from './bullmq/flow-bench.ts'
import { createQueueBench } from './bullmq/queue-bench.ts'
import { hasRedis } from './bullmq/queue-place.ts'

vi.mock('bullmq', () => import('bullmq-5'))
const triedOn = 'BullMQ 5 on Redis 7'

describe.skipIf(!hasRedis)('bullmq-5', () => {
  runProviderSuite({ name: 'bullmqQueue() broker, 5', family: 'broker', triedOn, setup: createQueueBench })
  runProviderSuite({ name: 'bullmqFlow() workflow, 5', family: 'workflow', triedOn, setup: createFlowBench })
})
