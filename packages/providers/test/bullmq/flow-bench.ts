import type { ProviderAction, ProviderBench } from '@triggerkit/conformance'
import { bullmqFlow } from '@triggerkit/providers/bullmq'
import { Worker } from 'bullmq'
import { expect } from 'vitest'
import { startTlsServer } from '../fixture/tls-server.ts'
import { startSilentServer } from '../server/silent-server.ts'
import { queuePlace, strangerUrl } from './queue-place.ts'

export async function createFlowBench(): Promise<ProviderBench> {
  const [place, silent, secure] = [queuePlace(), await startSilentServer(), await startTlsServer()]
  const wrong = 'wr0ng-s3cret'
  const { url, prefix, redis } = place
  const queue = place.queue('flows')
  const worker = new Worker(
    'flows',
    async ({ name, data }) => {
      if (name === 'fails') throw new Error('out of stock')
      return { did: name, with: data }
    },
    { connection: redis as never, prefix },
  )
  const run = (verb: 'execute' | 'dispatch', workflow: string, result?: unknown): ProviderAction => ({
    action: { type: `workflow.${verb}`, workflow, input: { id: 7 } } as never,
    result,
  })
  const flows = { greet: 'flows', fails: 'flows' }
  const started = { queue: 'flows', jobId: expect.any(String), name: 'greet' }
  return {
    create: () => bullmqFlow({ connection: url, prefix, flows }),
    actions: [run('execute', 'greet', { did: 'greet', with: { id: 7 } }), run('dispatch', 'greet', started)],
    arrived: () => queue.getJobCountByTypes('waiting', 'active', 'completed'),
    failures: {
      down: {
        outcome: 'retry',
        create: () => bullmqFlow({ connection: 'redis://127.0.0.1:1', flows }),
        message: /ECONNREFUSED.*server runs/,
      },
      credentials: {
        outcome: 'final',
        create: () => bullmqFlow({ connection: strangerUrl(url, wrong), flows }),
        message: /WRONGPASS.*user and password/,
      },
      tls: {
        outcome: 'retry',
        create: () => bullmqFlow({ connection: `rediss://127.0.0.1:${secure.port}`, flows }),
        message: /certificate.*trusted/,
      },
      'too-large': {
        outcome: 'final',
        create: () => bullmqFlow({ connection: url, prefix, flows, defaultJobOptions: { sizeLimit: 2 } }),
        message: /exceeds the limit 2 bytes.*`sizeLimit`/,
      },
      'unknown-target': {
        outcome: 'final',
        create: () => bullmqFlow({ connection: url, prefix, flows }),
        action: run('execute', 'graet'),
        message: /knows no workflow "graet".*"greet"/,
      },
      rejected: {
        outcome: 'final',
        create: () => bullmqFlow({ connection: url, prefix, flows }),
        action: run('execute', 'fails'),
        message: /out of stock.*`attempts`/,
        code: 'WORKFLOW_FAILED',
      },
    },
    silent: () => bullmqFlow({ connection: { host: '127.0.0.1', port: silent.port }, flows }),
    secrets: [wrong],
    withOwnClient: async () => ({
      provider: bullmqFlow({ connection: redis, prefix, flows }),
      stillWorks: async () => (await redis.ping()) === 'PONG',
      end: () => undefined,
    }),
    async teardown() {
      await worker.close()
      await silent.close()
      await secure.close()
      await place.close()
    },
  }
}
