import { runOutboxSuite, runStoreSuite } from '@triggerkit/conformance'
import { databaseServer } from '@triggerkit/conformance/service'
import { expect, test } from 'vitest'
import type { FixtureDatabase } from '../../packages/typeorm/test/fixture/connect.ts'
import { serverDatabase } from '../../packages/typeorm/test/fixture/fixture-database.ts'
import { outboxHarness } from '../../packages/typeorm/test/fixture/outbox-harness.ts'
import { storeHarness } from '../../packages/typeorm/test/fixture/store-harness.ts'
import { openPoolingProxy, type PoolingProxy } from './fixture/pooling-proxy.ts'

const server = await databaseServer('postgres')
const proxies: PoolingProxy[] = []

/** Four server connections for all that a harness and its double have open: each transaction is on another one than the last. */
async function pooledDatabase(): Promise<FixtureDatabase> {
  const fixture = await serverDatabase(server, 'pooled')
  const proxy = await openPoolingProxy(fixture.options.url as string, 4)
  proxies.push(proxy)
  return {
    options: { ...fixture.options, url: proxy.url },
    async drop() {
      await proxy.close()
      await fixture.drop()
    },
  }
}

const through = 'postgres, TypeORM, through a proxy that pools transactions'
runOutboxSuite(outboxHarness({ name: `R45 sql ${through}`, type: 'postgres', create: pooledDatabase }))
runStoreSuite(storeHarness({ name: `R45 sqlStore() ${through}`, type: 'postgres', create: pooledDatabase }))

test('R45 transactions of one client were on several connections', () => {
  expect(proxies).toHaveLength(2)
  for (const proxy of proxies) expect(proxy.swaps()).toBeGreaterThan(100)
})
