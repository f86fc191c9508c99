import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { inspect } from 'node:util'
import { startRedis } from '@triggerkit/conformance/service'
import { redis, redisStreams } from '@triggerkit/providers/redis'
import { Redis } from 'ioredis'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { providerCall } from './fixture/provider-call.ts'

const server = await startRedis()
afterAll(() => server?.close())

describe.skipIf(server === undefined)('Redis in trouble', () => {
  const url = `redis://127.0.0.1:${server?.port}`
  const failure = async (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error)

  beforeEach(async () => {
    await server!.start()
  })

  async function admin(...commands: [string, ...string[]][]): Promise<void> {
    const client = new Redis(url)
    for (const [name, ...values] of commands) await client.call(name, ...values)
    client.disconnect()
  }

  it('is tried again by the next call, which the one before it does not wait for', async () => {
    const cache = redis({ url })
    await cache.set('a', 1, {}, providerCall())
    await server!.stop()
    for (let attempt = 0; attempt < 5; attempt++) {
      expect(await failure(cache.set('a', 1, {}, providerCall()))).toMatchObject({ retryable: true, provider: 'redis' })
    }
    await expect.poll(() => failure(cache.get('a', providerCall()))).toMatchObject({ code: 'ECONNREFUSED' })
    await server!.start()
    await expect.poll(() => failure(cache.set('a', 2, {}, providerCall()))).toBe(true)
    expect(await cache.get('a', providerCall())).toBe(2)
    await cache.close!()
  })

  it('is found though it was down when it was first asked for', async () => {
    await server!.stop()
    const cache = redis({ url })
    expect(await failure(cache.get('a', providerCall()))).toMatchObject({ code: 'ECONNREFUSED', retryable: true })
    await server!.start()
    await expect.poll(() => failure(cache.get('a', providerCall()))).toBeUndefined()
    await cache.close!()
  })

  it('answers what was asked when a connection breaks in the middle, or says that it did not', async () => {
    const relay = await startRelay(server!.port)
    const cache = redis({ url: `redis://127.0.0.1:${relay.port}` })
    await cache.set('a', 1, {}, providerCall())
    relay.breakAt('"break"')
    const calls = ['one', 'break', 'two'].map((value) => failure(cache.set(value, value, {}, providerCall())))
    for (const result of await Promise.all(calls)) {
      expect(result).toMatchObject({
        retryable: true,
        message: expect.stringMatching(/could not set the entry: .*See that the server runs/),
      })
    }
    await expect.poll(() => failure(cache.get('a', providerCall()))).toBe(1)
    await cache.close!()
    await relay.close()
  })

  it('gives up a server that owes an answer', async () => {
    const relay = await startRelay(server!.port)
    const cache = redis({ url: `redis://127.0.0.1:${relay.port}`, silenceTimeoutMs: 200 })
    await cache.set('a', 1, {}, providerCall())
    relay.isSilent = true
    expect(await failure(cache.get('a', providerCall()))).toMatchObject({
      retryable: true,
      message: expect.stringMatching(/silent|closed|timed? ?out|does not answer/i),
    })
    relay.isSilent = false
    await expect.poll(() => failure(cache.get('a', providerCall()))).toBe(1)
    await cache.close!()
    await relay.close()
  })

  it('has a full memory', async () => {
    const cache = redis({ url })
    await cache.set('a', 1, {}, providerCall())
    await admin(['config', 'set', 'maxmemory', '1'])
    expect(await failure(cache.set('b', 1, {}, providerCall()))).toMatchObject({ code: 'REDIS_OOM', retryable: true })
    await admin(['config', 'set', 'maxmemory', '0'])
    expect(await cache.set('b', 1, {}, providerCall())).toBe(true)
    await cache.close!()
  })

  it('is a replica', async () => {
    const cache = redis({ url })
    await admin(['replicaof', '127.0.0.1', '1'])
    expect(await failure(cache.set('b', 1, {}, providerCall()))).toMatchObject({
      code: 'REDIS_READONLY',
      retryable: true,
      message: expect.stringMatching(/give the address of the primary/),
    })
    await admin(['replicaof', 'no', 'one'])
    await cache.close!()
  })

  it('is asked by a new connection when it has become a replica, for the address may lead to another by then', async () => {
    await admin(['replicaof', '127.0.0.1', '1'])
    const relay = await startRelay(server!.port)
    const moved = redis({ url: `redis://127.0.0.1:${relay.port}` })
    await moved.get('a', providerCall())
    expect(relay.connections).toBe(1)
    const calls = ['b', 'c'].map((key) => failure(moved.set(key, 1, {}, providerCall())))
    for (const result of await Promise.all(calls)) expect(result).toMatchObject({ retryable: true })
    await expect.poll(() => relay.connections).toBe(2)
    await admin(['replicaof', 'no', 'one'])
    await expect.poll(() => failure(moved.set('b', 2, {}, providerCall()))).toBe(true)
    await moved.close!()
    await relay.close()
  })

  it('takes less in one value than was thought, and the others of its pipeline are told apart', async () => {
    const cache = redis({ url })
    await cache.set('a', 1, {}, providerCall())
    await admin(['config', 'set', 'proto-max-bulk-len', '1048576'])
    const [before, large] = await Promise.all([
      failure(cache.set('before', 1, {}, providerCall())),
      failure(cache.set('large', 'x'.repeat(1_048_600), {}, providerCall())),
    ])
    // Redis ends the connection with what it has not read: the reset may overtake the answer to what it did.
    if (before !== true) expect(before).toMatchObject({ name: 'ProviderError', retryable: true })
    expect(large).toMatchObject({ name: 'ProviderError' })
    await admin(['config', 'set', 'proto-max-bulk-len', '536870912'])
    await cache.close!()
  })

  it('asks for a password, and takes none that is wrong, until it is the right one', async () => {
    await admin(['config', 'set', 'requirepass', 'the-password'])
    const unknown = redisStreams({ url })
    const call = providerCall({ tag: 'events' })
    const unnamed = await failure(unknown.publish('t', 'm', { headers: {} }, call))
    expect(unnamed).toMatchObject({ code: 'REDIS_NOAUTH', retryable: false, provider: 'redis-streams "events"' })
    const wrong = redisStreams({ url: `redis://:not-the-password@127.0.0.1:${server!.port}` })
    for (let attempt = 0; attempt < 3; attempt++) {
      const refused = await failure(wrong.publish('t', 'm', { headers: {} }, call))
      expect(refused).toMatchObject({ code: 'REDIS_WRONGPASS', retryable: false })
      expect(inspect(refused, { depth: 10, showHidden: true })).not.toContain('not-the-password')
    }
    await unknown.close!()
    const client = new Redis(url, { password: 'the-password' })
    await client.config('SET', 'requirepass', 'not-the-password')
    client.disconnect()
    await expect.poll(() => failure(wrong.publish('t', 'm', { headers: {} }, call))).toHaveProperty('entryId')
    await wrong.close!()
    await server!.stop()
  })
})

interface Relay {
  port: number
  /** How many there have been. */
  connections: number
  /** Swallows what the server says. */
  isSilent: boolean
  /** Ends both connections when a client says this. */
  breakAt(text: string): void
  close(): Promise<void>
}

/** Between a client and a server, to make trouble. */
async function startRelay(port: number): Promise<Relay> {
  const sockets = new Set<Socket>()
  let breaking: string | undefined
  const listener = createServer((client) => {
    relay.connections += 1
    const upstream = connect(port, '127.0.0.1')
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    }
    const end = (): void => {
      client.destroy()
      upstream.destroy()
    }
    client.on('close', end)
    upstream.on('close', end)
    client.on('data', (chunk) => {
      if (breaking === undefined || !chunk.includes(breaking)) return void upstream.write(chunk)
      breaking = undefined
      end()
    })
    upstream.on('data', (chunk) => relay.isSilent || client.write(chunk))
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const relay: Relay = {
    port: (listener.address() as AddressInfo).port,
    connections: 0,
    isSilent: false,
    breakAt(text) {
      breaking = text
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => listener.close(resolve))
    },
  }
  return relay
}
