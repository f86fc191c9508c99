import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'
import { reachable, serviceUrl } from '@triggerkit/conformance/service'
import type { StoreScope, TriggerStore } from '@triggerkit/core'
import { isUnreadable } from '@triggerkit/core/adapter'
import { type RedisStoreOptions, redisStore } from '@triggerkit/providers/redis-store'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { startTlsServer } from './fixture/tls-server.ts'
import { openSpace, type RedisSpace } from './redis/redis-space.ts'

const scope: StoreScope = { product: 'shop', database: 'orders-db' }
const definition = { tag: 'audit', name: 'Audit' }

const failure = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error)

describe.skipIf(!(await reachable('redis')))('redisStore()', () => {
  let space: RedisSpace
  let store: TriggerStore
  const keyOf = (rest: string): string => `${space.prefix}{shop:orders-db}:${rest}`
  beforeAll(() => {
    space = openSpace()
    store = redisStore({ client: space.client, prefix: space.prefix })
  })
  beforeEach(async () => {
    const keys = await space.keys()
    if (keys.length > 0) await space.client.unlink(...keys)
  })
  afterAll(() => space.clear())

  /** Stores of a user who may do less. */
  async function withUser(
    rules: readonly string[],
    work: (limited: TriggerStore, user: string) => Promise<void>,
  ): Promise<void> {
    const user = space.prefix.slice(0, -1)
    await space.client.acl('SETUSER', user, 'reset', 'on', '>secret', '+@all', ...rules)
    const address = new URL(serviceUrl('redis'))
    const limited = redisStore({ url: `redis://${user}:secret@${address.host}`, prefix: space.prefix })
    try {
      await work(limited, user)
    } finally {
      await limited.close!()
      await space.client.acl('DELUSER', user)
    }
  }

  it('has two kinds of keys, in which any text is safe', async () => {
    const hostile = { product: 'a}{b', database: '*\n:\ud800' }
    await store.create(hostile, 'x}:history:y', definition)
    await store.create(scope, 'audit', definition)
    await store.delete(scope, 'audit')
    expect(await space.keys()).toEqual([
      `${space.prefix}{a%007d%007bb:%002a%000a%003a%d800}:history:x%007d%003ahistory%003ay`,
      `${space.prefix}{a%007d%007bb:%002a%000a%003a%d800}:newest`,
      keyOf('history:audit'),
      keyOf('newest'),
    ])
    expect(await store.fetchAll(hostile)).toMatchObject([{ tag: 'x}:history:y' }])
  })

  it('tells texts apart that UTF-8 cannot', async () => {
    const tags = ['\ud800', '\ud801', '\ufffd', '%d800']
    for (const tag of tags) await store.create(scope, tag, { tag, text: tag }, { by: tag })
    for (const tag of tags) {
      expect(await store.fetch(scope, tag)).toMatchObject({ tag, definition: { text: tag } })
      expect(await store.history(scope, tag, { limit: 9 })).toMatchObject([{ tag, by: tag }])
    }
  })

  it('is told of a change by a message, not only by looking', async () => {
    for (const options of [{}, { keyPrefix: 'own:' }]) {
      const client = new Redis(serviceUrl('redis'), options)
      const watched = redisStore({ client, prefix: space.prefix })
      const changed = vi.fn()
      const end = await watched.watch!(scope, { changed, failed: vi.fn() })
      const channel = `${options.keyPrefix ?? ''}${keyOf('changed')}`
      // Nothing changes, so that to look finds nothing.
      await space.client.publish(channel, '')
      await vi.waitFor(() => expect(changed).toHaveBeenCalledOnce())
      await end()
      const listener = new Redis(serviceUrl('redis'))
      const messages = vi.fn()
      await listener.subscribe(channel)
      listener.on('message', messages)
      await watched.create(scope, 'audit', definition)
      await vi.waitFor(() => expect(messages).toHaveBeenCalledOnce())
      listener.disconnect()
      await watched.close!()
      expect(await client.ping()).toBe('PONG')
      await client.quit()
    }
  })

  it('stores once what a client sends twice, since its answer was lost', async () => {
    const client = new Redis(serviceUrl('redis'))
    const pipeline = client.pipeline.bind(client)
    client.pipeline = (commands) => {
      const first = pipeline(commands)
      if (commands?.[0]?.[0] !== 'eval') return first
      const again = pipeline(commands)
      const exec = again.exec.bind(again)
      again.exec = () => first.exec().then(() => exec())
      return again
    }
    const twice = redisStore({ client, prefix: space.prefix })
    expect(await twice.create(scope, 'audit', definition)).toMatchObject({ version: 1 })
    expect(await twice.update(scope, 'audit', definition)).toMatchObject({ version: 2 })
    expect(await twice.delete(scope, 'audit')).toBe(true)
    expect((await store.history(scope, 'audit', { limit: 9 })).map(({ version }) => version)).toEqual([3, 2, 1])
    await client.quit()
  })

  it('stores once what a client sends twice, also where somebody else went on from it meanwhile', async () => {
    await store.create(scope, 'audit', definition)
    const client = new Redis(serviceUrl('redis'))
    const pipeline = client.pipeline.bind(client)
    client.pipeline = (commands) => {
      const first = pipeline(commands)
      if (commands?.[0]?.[0] !== 'eval') return first
      const again = pipeline(commands)
      const exec = again.exec.bind(again)
      again.exec = async () => {
        await first.exec()
        await store.update(scope, 'audit', { ...definition, name: 'theirs' })
        return exec()
      }
      return again
    }
    const twice = redisStore({ client, prefix: space.prefix })
    const ours = { ...definition, name: 'ours' }
    expect(await twice.update(scope, 'audit', ours, { expectedVersion: 1 })).toMatchObject({ version: 2 })
    const names = (await store.history(scope, 'audit', { limit: 9 })).map((version) => version.definition?.name)
    expect(names).toEqual(['theirs', 'ours', definition.name])
    await client.quit()
  })

  it.each([
    ['publish', ['~*', 'resetchannels']],
    ['write the history', ['&*', '~*newest', '%R~*history*']],
    ['write what is newest', ['&*', '~*history*', '%R~*newest']],
    ['write at all', ['&*', '%R~*']],
  ])('keeps nothing half for a user who may not %s', async (_name, rules) => {
    await store.create(scope, 'audit', definition)
    const before = [await store.fetchAll(scope), await store.history(scope, 'audit', { limit: 9 })]
    const refused = {
      code: 'STORE_FAILED',
      message: expect.stringMatching(/could not \w+ the trigger: .*(?:NOPERM|can't (?:publish|access))/) as string,
    }
    await withUser(rules, async (limited) => {
      const changed = { ...definition, name: 'changed' }
      expect(await failure(limited.update(scope, 'audit', changed))).toMatchObject(refused)
      expect(await failure(limited.delete(scope, 'audit'))).toMatchObject(refused)
      expect(await failure(limited.create(scope, 'welcome', changed))).toMatchObject(refused)
    })
    expect([await store.fetchAll(scope), await store.history(scope, 'audit', { limit: 9 })]).toEqual(before)
    expect(await space.client.exists(keyOf('history:welcome'))).toBe(0)
  })

  it('says what is in the way of a watch', async () => {
    await withUser(['~*', 'resetchannels'], async (limited) => {
      const begun = limited.watch!(scope, { changed: vi.fn(), failed: vi.fn() })
      expect(await failure(begun)).toMatchObject({
        code: 'STORE_FAILED',
        message: expect.stringMatching(/could not listen for changes: .*NOPERM/) as string,
      })
    })
  })

  it('leaves alone what is under a key of its own and is something else', async () => {
    await space.client.set(keyOf('history:audit'), 'mine')
    const refused = await failure(store.create(scope, 'audit', definition))
    expect(refused).toMatchObject({
      code: 'STORE_FAILED',
      message: expect.stringMatching(/WRONGTYPE.*Something of another kind/) as string,
    })
    expect(await store.fetchAll(scope)).toEqual([])
    expect(await space.client.get(keyOf('history:audit'))).toBe('mine')
  })

  it.each([
    ['no JSON', '{', /is no JSON/],
    ['no object', 'null', /is no object/],
    ['of a later release', '{"format":2}', /is of format 2, and this release knows 1/],
    ['of no operation', '{"format":1,"operation":"x"}', /no `operation`/],
    ['of no version', '{"format":1,"operation":"update","version":"1"}', /no `version`/],
    ['of no time', '{"format":1,"operation":"update","version":1,"at":"2026-01-01T00:00:00Z"}', /no times/],
    [
      'without a definition',
      '{"format":1,"operation":"update","version":1,"at":"2026-01-01T00:00:00Z","createdAt":"2026-01-01T00:00:00Z","definition":[]}',
      /no `definition`/,
    ],
  ])('an entry that is %s is told of, and an earlier version can be brought back', async (_name, text, message) => {
    await store.create(scope, 'welcome', { ...definition, tag: 'welcome' })
    await store.create(scope, 'audit', definition)
    await store.update(scope, 'audit', { ...definition, name: 'broken' })
    await space.client.hset(keyOf('newest'), 'audit', text)
    await space.client.hset(keyOf('history:audit'), 2, text)
    const all = await store.fetchAll(scope)
    expect(all.filter((each) => !isUnreadable(each))).toMatchObject([{ tag: 'welcome' }])
    const problem = { code: 'STORE_UNREADABLE', message: expect.stringMatching(message) as string }
    expect(all.filter(isUnreadable)).toMatchObject([{ tag: 'audit', problem }])
    expect(await failure(store.fetch(scope, 'audit'))).toMatchObject(problem)
    expect(await store.history(scope, 'audit', { limit: 9 })).toMatchObject([{ version: 1, definition }])
    expect(await store.update(scope, 'audit', definition, { expectedVersion: 2 })).toMatchObject({ version: 3 })
    expect(await store.fetch(scope, 'audit')).toMatchObject({ version: 3, definition })
  })

  it('a version of a later release is in the history, without its definition', async () => {
    await store.create(scope, 'audit', definition)
    await store.update(scope, 'audit', { ...definition, name: 'newer' })
    const at = '2026-01-01T00:00:00.000Z'
    const newer = JSON.stringify({ format: 2, version: 2, operation: 'update', at, body: {} })
    await space.client.hset(keyOf('history:audit'), 2, newer)
    const history = await store.history(scope, 'audit', { limit: 9 })
    expect(history).toMatchObject([
      { tag: 'audit', version: 2, operation: 'update', at },
      { version: 1, definition },
    ])
    expect(history[0]).not.toHaveProperty('definition')
  })

  it('ends what it opened, and may be used again', async () => {
    await withUser(['~*', '&*'], async (own, user) => {
      const connections = async (): Promise<number> =>
        String(await space.client.client('LIST')).split(`user=${user} `).length - 1
      const watcher = { changed: vi.fn(), failed: vi.fn() }
      const end = await own.watch!(scope, watcher)
      expect(await connections()).toBe(2)
      await own.close!()
      await expect.poll(connections).toBe(0)
      await store.create(scope, 'audit', definition)
      expect(await own.fetch(scope, 'audit')).toMatchObject({ version: 1 })
      await end()
      await own.close!()
      await own.close!()
      await sleep(100)
      expect([...watcher.changed.mock.calls, ...watcher.failed.mock.calls]).toEqual([])
    })
  })

  it('tells no secret where credentials are wrong, nobody is there or TLS fails', async () => {
    const secret = 'a pass/word: ünd'
    const secure = await startTlsServer()
    const { hostname, port } = new URL(serviceUrl('redis'))
    const places: [url: string, message: RegExp][] = [
      [
        `redis://nobody:${encodeURIComponent(secret)}@${hostname}:${port || 6379}`,
        /WRONGPASS.*See that user and password/,
      ],
      [`redis://nobody:${encodeURIComponent(secret)}@127.0.0.1:1`, /ECONNREFUSED.*See that the server runs/],
      [
        `rediss://nobody:${encodeURIComponent(secret)}@127.0.0.1:${secure.port}`,
        /certificate.*See that the server speaks TLS/,
      ],
    ]
    for (const [url, message] of places) {
      const failing = redisStore({ url })
      const watcher = { changed: vi.fn(), failed: vi.fn() }
      for (const ask of [
        () => failing.fetchAll(scope),
        () => failing.create(scope, 'audit', definition),
        () => failing.watch!(scope, watcher),
      ]) {
        const error = await failure(ask())
        expect(error).toMatchObject({ code: 'STORE_FAILED', message: expect.stringMatching(message) as string })
        const told = inspect(error, { depth: 10, showHidden: true })
        for (const form of [secret, encodeURIComponent(secret)]) expect(told).not.toContain(form)
      }
      expect(watcher.failed).not.toHaveBeenCalled()
      await failing.close!()
    }
    await secure.close()
  })
})

it.each([
  [{}, /it needs a `url` or a `client`/],
  [{ url: 'http://:the-secret@x' }, /`url` has to be an address like redis:/],
  [
    { url: 'redis://localhost', prefix: 5, connectTimeoutMs: 0 },
    /`connectTimeoutMs` has to be.*; `prefix` has to be a text/,
  ],
  [{ url: 'redis://localhost', prefix: 'a{}:' }, /`prefix` must not contain \{\}/],
  [{ client: {} }, /no client of the package ioredis/],
  [{ client: { pipeline: () => undefined } }, /cannot be duplicated/],
])('options that cannot be are told at once: %#', (options, message) => {
  const made = (): unknown => redisStore(options as unknown as RedisStoreOptions)
  expect(made).toThrow(
    expect.objectContaining({ code: 'STORE_OPTIONS', message: expect.stringMatching(message) }) as Error,
  )
  expect(made).not.toThrow('the-secret')
})
