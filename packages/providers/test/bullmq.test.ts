import type { QueueLike } from '@triggerkit/providers/bullmq'
import type { Queue } from 'bullmq'
import type { Queue as Queue5 } from 'bullmq-5'
import { describe, expectTypeOf, it } from 'vitest'
import { jobsConformance } from './bullmq/jobs.conformance.ts'
import { outageConformance } from './bullmq/outage.conformance.ts'
import { hasRedis } from './bullmq/queue-place.ts'

describe.skipIf(!hasRedis)('bullmq', () => jobsConformance('6'))
outageConformance('6')

it('queues of both major versions, and of any data, are taken', () => {
  expectTypeOf<Queue>().toExtend<QueueLike>()
  expectTypeOf<Queue5<{ some: 'data' }, number, 'name'>>().toExtend<QueueLike>()
})
