import type { Triggers, Worker } from '@triggerkit/core'
import type { Job, Queue } from 'bullmq'
import type { Job as Job5, Queue as Queue5 } from 'bullmq-5'
import { expectTypeOf, test } from 'vitest'
import type { QueuedJobLike } from './bullmq-like.ts'
import { createRelay, type QueueLike } from './index.ts'

declare const engine: Triggers
declare const queue: Queue
declare const queue5: Queue5<{ some: 'data' }, number, 'name'>

test('a queue of any major version, and of any data, is taken', () => {
  expectTypeOf(createRelay(engine, { queue })).toEqualTypeOf<Worker>()
  expectTypeOf(createRelay(engine, { queue: queue5 })).toEqualTypeOf<Worker>()
  expectTypeOf<Queue5>().toExtend<QueueLike>()
})

test('its jobs are what a worker reads', () => {
  expectTypeOf<Job>().toExtend<QueuedJobLike>()
  expectTypeOf<Job5>().toExtend<QueuedJobLike>()
})
