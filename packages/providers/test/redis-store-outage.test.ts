import { setTimeout as sleep } from 'node:timers/promises'
import { startRedis } from '@triggerkit/conformance/service'
import type { StoreScope } from '@triggerkit/core'
import { redisStore } from '@triggerkit/providers/redis-store'
import { Redis } from 'ioredis'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { startBreakingProxy } from './server/breaking-proxy.ts'

const server = await startRedis({ survivesCrash: true })
afterAll(() => server?.close())

const scope: StoreScope = { product: 'shop', database: 'orders-db' }
const definition = { tag: 'audit', name: 'Audit' }
const patience = { timeout: 15_000 }

describe.skipIf(server === undefined)('redisStore() in trouble', () => {
  const url = `redis://127.0.0.1:${server?.port}`
  beforeEach(async () => {
    await server!.start()
    const client = new Redis(url)
    await client.flushall()
    client.disconnect()
  })

  const kinds = [
    ['an address', () => ({ options: { url }, end: async () => undefined })],
    [
      'a client',
      () => {
        const client = new Redis(url, { maxRetriesPerRequest: 1 }).on('error', () => undefined)
        return { options: { client }, end: () => client.quit() }
      },
    ],
  ] as const

  it.each(kinds)(
    'of %s: a watch says once that the server is gone, and calls back when it is there again',
    async (_name, make) => {
      const { options, end: endClient } = make()
      const store = redisStore(options)
      const watcher = { changed: vi.fn(), failed: vi.fn() }
      const end = await store.watch!(scope, watcher)
      for (let round = 1; round <= 2; round++) {
        await server!.stop()
        await vi.waitFor(() => expect(watcher.failed).toHaveBeenCalledTimes(round), patience)
        await expect(store.create(scope, 'audit', definition)).rejects.toMatchObject({ code: 'STORE_FAILED' })
        await server!.start()
        watcher.changed.mockClear()
        await vi.waitFor(() => expect(watcher.changed).toHaveBeenCalled(), patience)
        expect(watcher.failed).toHaveBeenCalledTimes(round)
      }
      const cause = {
        code: 'STORE_FAILED',
        message: expect.stringMatching(/could not (?:listen|look) for changes: .*See that the server runs/) as string,
      }
      expect(watcher.failed.mock.calls[0]).toMatchObject([{ code: 'STORE_UNREACHABLE', cause }])
      watcher.changed.mockClear()
      await store.create(scope, 'audit', definition)
      await vi.waitFor(() => expect(watcher.changed).toHaveBeenCalled(), patience)
      await end()
      await store.close!()
      await endClient()
    },
  )

  it('has everything that was acknowledged when the server is killed in the middle', async () => {
    const store = redisStore({ url })
    await store.create(scope, 'audit', definition)
    let acknowledged = 1
    const writing = (async () => {
      for (;;) acknowledged = (await store.update(scope, 'audit', definition)).version
    })().catch((error: unknown) => error)
    await vi.waitFor(() => expect(acknowledged).toBeGreaterThan(20), patience)
    await server!.stop()
    expect(await writing).toMatchObject({ code: 'STORE_FAILED' })
    await server!.start()
    await vi.waitFor(() => store.fetchAll(scope), patience)
    const { version } = (await store.fetch(scope, 'audit'))!
    expect([acknowledged, acknowledged + 1]).toContain(version)
    const history = await store.history(scope, 'audit', { limit: 10_000 })
    expect(history.map((each) => each.version)).toEqual(Array.from({ length: version }, (_, index) => version - index))
    await store.close!()
  })

  it('hears of what was stored while its connection was broken', async () => {
    const proxy = await startBreakingProxy({ host: '127.0.0.1', port: server!.port })
    const watching = redisStore({ url: `redis://127.0.0.1:${proxy.port}` })
    const store = redisStore({ url })
    const seen: number[] = []
    const read = async (): Promise<unknown> => seen.push((await watching.fetchAll(scope)).length)
    const changed = (): void => void read().catch(() => undefined)
    const failed = vi.fn()
    const end = await watching.watch!(scope, { changed, failed })
    proxy.break()
    await store.create(scope, 'audit', definition)
    await vi.waitFor(() => expect(seen.at(-1)).toBe(1), patience)
    expect(failed).toHaveBeenCalledOnce()
    await end()
    for (const each of [watching, store]) await each.close!()
    await proxy.close()
  })

  it('is silent after its end, also while it tries to listen again', async () => {
    const store = redisStore({ url })
    const watcher = { changed: vi.fn(), failed: vi.fn() }
    const end = await store.watch!(scope, watcher)
    await server!.stop()
    await vi.waitFor(() => expect(watcher.failed).toHaveBeenCalledOnce(), patience)
    await end()
    await server!.start()
    const client = new Redis(url)
    const channel = 'triggerkit:{shop:orders-db}:changed'
    await sleep(500)
    expect(await client.pubsub('NUMSUB', channel)).toEqual([channel, 0])
    client.disconnect()
    await store.close!()
    expect(watcher.changed).not.toHaveBeenCalled()
    expect(watcher.failed).toHaveBeenCalledOnce()
  })
})
