import type { ProviderAction, ProviderBench } from '@triggerkit/conformance'
import { bullmqQueue } from '@triggerkit/providers/bullmq'
import { expect } from 'vitest'
import { startTlsServer } from '../fixture/tls-server.ts'
import { startSilentServer } from '../server/silent-server.ts'
import { queuePlace, strangerUrl } from './queue-place.ts'

export async function createQueueBench(): Promise<ProviderBench> {
  const [place, silent, secure] = [queuePlace(), await startSilentServer(), await startTlsServer()]
  const wrong = 'wr0ng-s3cret'
  const { url, prefix } = place
  const queue = place.queue('orders')
  const publishTo = (topic: string, message: unknown = { id: 7 }): ProviderAction => ({
    action: { type: 'broker.publish', broker: `jobs:${topic}`, message } as never,
    result: { queue: topic, jobId: expect.any(String), name: 'orders.afterInsert' },
  })
  return {
    create: () => bullmqQueue({ connection: url, prefix }),
    actions: [publishTo('orders'), publishTo('orders', 'text')],
    arrived: () => queue.getJobCountByTypes('waiting'),
    failures: {
      down: {
        outcome: 'retry',
        create: () => bullmqQueue({ connection: 'redis://127.0.0.1:1' }),
        message: /ECONNREFUSED.*server runs/,
      },
      credentials: {
        outcome: 'final',
        create: () => bullmqQueue({ connection: strangerUrl(url, wrong) }),
        message: /WRONGPASS.*user and password/,
      },
      tls: {
        outcome: 'retry',
        create: () => bullmqQueue({ connection: `rediss://127.0.0.1:${secure.port}` }),
        message: /certificate.*trusted/,
      },
      'too-large': {
        outcome: 'final',
        create: () => bullmqQueue({ connection: url, prefix, defaultJobOptions: { sizeLimit: 100 } }),
        action: publishTo('orders', 'x'.repeat(200)),
        message: /exceeds the limit 100 bytes.*`sizeLimit`/,
      },
      'unknown-target': {
        outcome: 'final',
        create: () => bullmqQueue({ queues: [queue] }),
        action: publishTo('others'),
        message: /knows no queue "others".*orders.*`queues`/,
      },
      rejected: {
        outcome: 'final',
        create: () =>
          bullmqQueue({ connection: url, prefix, toJob: (job) => ({ ...job, opts: { ...job.opts, priority: 1.5 } }) }),
        message: /Priority should not be float.*options of the job/,
      },
    },
    silent: () => bullmqQueue({ connection: { host: '127.0.0.1', port: silent.port } }),
    secrets: [wrong],
    withOwnClient: async () => ({
      provider: bullmqQueue({ queues: [queue] }),
      stillWorks: async () => (await queue.add('own', {})).id !== undefined,
      end: () => undefined,
    }),
    async teardown() {
      await silent.close()
      await secure.close()
      await place.close()
    },
  }
}
