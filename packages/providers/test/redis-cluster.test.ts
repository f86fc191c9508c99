import { spawnSync } from 'node:child_process'
import { redis, redisPubSub, redisStreams } from '@triggerkit/providers/redis'
import { Cluster, Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { providerCall } from './fixture/provider-call.ts'
import { type OwnCluster, startCluster } from './redis/own-cluster.ts'

/** Those who look for the other servers say what is missing. */
const hasProgram = spawnSync('redis-server', ['--version']).status === 0

describe.skipIf(!hasProgram)('a cluster of Redis', () => {
  let cluster: OwnCluster
  beforeAll(async () => {
    cluster = await startCluster()
  })
  afterAll(() => cluster?.stop())

  it.each([
    ['without a prefix', {}],
    ['with the prefix of the cluster', { keyPrefix: 'outer:' }],
    ['with the prefix of its nodes', { redisOptions: { keyPrefix: 'outer:' } }],
  ])('keeps values on all nodes, and deletes them by a glob: %s', async (_, options) => {
    const client = new Cluster(cluster.nodes, { lazyConnect: true, ...options })
    const cache = redis({ client, keyPrefix: 'inner:' })
    const names = Array.from({ length: 300 }, (_, index) => `${index}`)
    expect(await cache.invalidate('*', providerCall())).toBe(0)
    await Promise.all(names.map((name) => cache.set(name, { name }, { ttlSeconds: 60 }, providerCall())))
    expect(await Promise.all(names.map((name) => cache.get(name, providerCall())))).toEqual(
      names.map((name) => ({ name })),
    )
    const sizes = await Promise.all(cluster.nodes.map(sizeOf))
    expect(sizes.every((size) => size > 50)).toBe(true)
    expect(await cache.invalidate('1*', providerCall())).toBe(111)
    expect(await cache.delete('200', providerCall())).toBe(1)
    expect(await cache.invalidate('*', providerCall())).toBe(188)
    await client.quit()
  })

  it('takes messages of streams and channels', async () => {
    const client = new Cluster(cluster.nodes)
    const [streams, live] = [redisStreams({ client }), redisPubSub({ client })]
    const topics = Array.from({ length: 30 }, (_, index) => `topic-${index}`)
    await Promise.all(topics.map((topic) => streams.publish(topic, topic, { headers: {} }, providerCall())))
    expect(await Promise.all(topics.map((topic) => client.xlen(topic)))).toEqual(topics.map(() => 1))
    expect(await live.publish('channel', 'x', { headers: {} }, providerCall())).toEqual({ receivers: 0 })
    await client.quit()
  })
})

async function sizeOf({ host, port }: { host: string; port: number }): Promise<number> {
  const node = new Redis(port, host)
  const size = await node.dbsize()
  node.disconnect()
  return size
}
