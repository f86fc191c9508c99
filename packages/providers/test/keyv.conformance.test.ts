import { randomBytes } from 'node:crypto'
import { runProviderSuite } from '@triggerkit/conformance'
import { reachable, serviceUrl } from '@triggerkit/conformance/service'
import { Trigger } from '@triggerkit/core'
import { keyv } from '@triggerkit/providers/keyv'
import { Keyv } from 'keyv'
import { describe } from 'vitest'
import { RedisStore } from './keyv/redis-store.ts'
import { countCalls } from './redis/redis-harness.ts'
import { startSilentServer } from './server/silent-server.ts'

const { cache } = Trigger
const password = 'the-password-of-4711'

describe.skipIf(!(await reachable('redis')))('Keyv', () => {
  runProviderSuite({
    name: 'keyv() cache',
    family: 'cache',
    triedOn: 'Keyv over a store on Redis 7',
    async setup() {
      const silent = await startSilentServer()
      const stores: RedisStore[] = []
      const namespace = `triggerkit-${randomBytes(6).toString('hex')}`
      const open = (url: string): Keyv => {
        const store = new RedisStore(url)
        stores.push(store)
        return new Keyv({ store, namespace })
      }
      const create = (): unknown => keyv({ keyv: open(serviceUrl('redis')) })
      const admin = open(serviceUrl('redis'))
      const { client } = admin.store as RedisStore
      const { hostname, port } = new URL(serviceUrl('redis'))
      return {
        create,
        actions: [
          { action: cache.set('keyv', 'order:{{record.id}}', { total: 7 }, 60), result: true },
          { action: cache.get('keyv', 'order:{{record.id}}'), result: { total: 7 } },
          { action: cache.delete('keyv', 'order:{{record.id}}'), result: 1 },
          { action: cache.invalidate('keyv', 'order:{{record.id}}*'), result: 0 },
        ],
        arrived: () => countCalls(client, ['get', 'set', 'del', 'scan']),
        failures: {
          down: {
            outcome: 'retry',
            create: () => keyv({ keyv: open('redis://127.0.0.1:1') }),
            message: /could not set the entry: Connection is closed\./,
            code: 'KEYV_FAILED',
          },
          credentials: {
            outcome: 'retry',
            create: () => keyv({ keyv: open(`redis://nobody:${password}@${hostname}:${port || '6379'}`) }),
            message: /could not set the entry: WRONGPASS/,
          },
          tls: { none: 'connections are made by the store' },
          'too-large': { none: 'sizes are the matter of the store' },
          'unknown-target': { none: 'stores make what is not there' },
          rejected: { none: 'a store takes every key and value' },
        },
        silent: () => keyv({ keyv: open(`redis://127.0.0.1:${silent.port}`) }),
        secrets: [password],
        async withOwnClient() {
          const own = open(serviceUrl('redis'))
          return {
            provider: keyv({ keyv: own }),
            stillWorks: async () => (await own.set('own', 1)) && own.delete('own'),
            end: () => undefined,
          }
        },
        async teardown() {
          await admin.clear()
          for (const store of stores) await store.disconnect()
          await silent.close()
        },
      }
    },
  })
})
