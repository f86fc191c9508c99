import { runOutboxSuite } from '@triggerkit/conformance'
import { databaseServer } from '@triggerkit/conformance/service'
import { expect, test } from 'vitest'
import { serverDatabase } from '../../packages/typeorm/test/fixture/fixture-database.ts'
import { outboxHarness } from '../../packages/typeorm/test/fixture/outbox-harness.ts'
import { openPoolingProxy, type PoolingProxy } from './fixture/pooling-proxy.ts'

const server = await databaseServer('postgres')
const proxies: PoolingProxy[] = []

/** Four server connections for all that the outbox and its double have open: each transaction is on another one than the last. */
runOutboxSuite(
  outboxHarness({
    name: 'R45 sql postgres, TypeORM, through a proxy that pools transactions',
    type: 'postgres',
    async create() {
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
    },
  }),
)

test('R45 transactions of one client were on several connections', () => {
  expect(proxies.length).toBeGreaterThan(0)
  for (const proxy of proxies) expect(proxy.swaps()).toBeGreaterThan(100)
})
