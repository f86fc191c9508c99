import { spawnSync } from 'node:child_process'
import { runStoreSuite } from '@triggerkit/conformance'
import { reachable, serviceUrl } from '@triggerkit/conformance/service'
import { redisStore } from '@triggerkit/providers/redis-store'
import { Cluster, Redis } from 'ioredis'
import { describe } from 'vitest'
import { openStore } from './redis/open-store.ts'
import { startCluster } from './redis/own-cluster.ts'

const url = serviceUrl('redis')
const suite = { watches: true, spoils: true }

describe.skipIf(!(await reachable('redis')))('Redis', () => {
  runStoreSuite({
    ...suite,
    name: 'redisStore() url',
    async setup() {
      const client = new Redis(url)
      return openStore({ client, open: (prefix) => redisStore({ url, prefix }), end: () => client.quit() })
    },
  })

  runStoreSuite({
    ...suite,
    name: 'redisStore() client with a key prefix',
    async setup() {
      const [client, ...own] = [
        new Redis(url),
        new Redis(url, { keyPrefix: 'own:' }),
        new Redis(url, { keyPrefix: 'own:' }),
      ]
      let opened = 0
      return openStore({
        client,
        clientPrefix: 'own:',
        open: (prefix) => redisStore({ client: own[opened++]!, prefix }),
        // They are open still, though the stores are closed.
        end: () => Promise.all([client, ...own].map((each) => each.quit())),
      })
    },
  })
})

/** Those who look for the other servers say what is missing. */
const hasProgram = spawnSync('redis-server', ['--version']).status === 0

describe.skipIf(!hasProgram)('a cluster of Redis', () => {
  runStoreSuite({
    ...suite,
    name: 'redisStore() cluster',
    async setup() {
      const cluster = await startCluster()
      const [client, ...own] = [new Cluster(cluster.nodes), new Cluster(cluster.nodes), new Cluster(cluster.nodes)]
      let opened = 0
      return openStore({
        client,
        open: (prefix) => redisStore({ client: own[opened++]!, prefix }),
        end: async () => {
          await Promise.all([client, ...own].map((each) => each.quit()))
          await cluster.stop()
        },
      })
    },
  })
})
