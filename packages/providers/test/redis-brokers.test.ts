import { reachable, serviceUrl } from '@triggerkit/conformance/service'
import { redisPubSub, redisStreams } from '@triggerkit/providers/redis'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { providerCall } from './fixture/provider-call.ts'
import { openSpace, type RedisSpace } from './redis/redis-space.ts'

const cloudEvents = { source: '/shop', type: 'com.example.order.created' }
const event = {
  specversion: '1.0',
  id: 'the-key',
  source: '/shop',
  type: 'com.example.order.created',
  time: '2026-01-02T03:04:05.000Z',
  datacontenttype: 'application/json',
  data: { id: 7 },
}

describe.skipIf(!(await reachable('redis')))('brokers of Redis', () => {
  let space: RedisSpace
  beforeAll(() => {
    space = openSpace()
  })
  afterAll(() => space.clear())

  /** The fields of each entry of a stream. */
  async function entriesOf(stream: string): Promise<Record<string, string>[]> {
    const entries = await space.client.xrange(stream, '-', '+')
    return entries.map(([, fields]) =>
      Object.fromEntries(fields.flatMap((name, index) => (index % 2 === 0 ? [[name, fields[index + 1]!]] : []))),
    )
  }

  it('a stream gets the message with its id, type, key and headers', async () => {
    const broker = redisStreams({ client: space.client })
    const stream = `${space.prefix}orders`
    const call = providerCall({ idempotencyKey: 'the-key' })
    const headers = { 'x-trace': 'a:b', id: 'not the id' }
    const result = await broker.publish(stream, { total: 1.5, at: new Date(0) }, { key: 'ann', headers }, call)
    await broker.publish(stream, 'a\r\ntext', { headers: {} }, call)
    await broker.publish(stream, new Uint8Array([0, 255, 10]), { headers: {} }, call)
    const [oldest] = await space.client.xrange(stream, '-', '+')
    expect(result).toEqual({ entryId: oldest![0] })
    const [first, second] = await entriesOf(stream)
    expect(first).toEqual({
      id: 'the-key',
      data: '{"total":1.5,"at":"1970-01-01T00:00:00.000Z"}',
      contentType: 'application/json',
      key: 'ann',
      'header:x-trace': 'a:b',
      'header:id': 'not the id',
    })
    expect(second).toEqual({ id: 'the-key', data: 'a\r\ntext', contentType: 'text/plain; charset=utf-8' })
    const entries = (await space.client.xrangeBuffer(stream, '-', '+')) as unknown as [Buffer, Buffer[]][]
    expect([...entries[2]![1][3]!]).toEqual([0, 255, 10])
  })

  it('a stream gets CloudEvents, in one pipeline and in their order', async () => {
    const broker = redisStreams({ client: space.client, cloudEvents })
    const stream = `${space.prefix}events`
    const before = space.pipelines()
    await Promise.all(
      [1, 2, 3].map((id) =>
        broker.publish(stream, { id }, { headers: {} }, providerCall({ idempotencyKey: `the-key-${id}` })),
      ),
    )
    expect(space.pipelines() - before).toBe(1)
    const entries = await entriesOf(stream)
    expect(entries.map(({ id }) => id)).toEqual(['the-key-1', 'the-key-2', 'the-key-3'])
    expect(entries[0]!.contentType).toBe('application/cloudevents+json; charset=utf-8')
    expect(JSON.parse(entries[0]!.data!)).toEqual({ ...event, id: 'the-key-1', data: { id: 1 } })
  })

  it('a stream keeps about as many entries as it may', async () => {
    const broker = redisStreams({ client: space.client, maxLength: 100 })
    const stream = `${space.prefix}trimmed`
    await Promise.all(
      Array.from({ length: 1_000 }, (_, index) => broker.publish(stream, index, { headers: {} }, providerCall())),
    )
    const length = await space.client.xlen(stream)
    expect(length).toBeGreaterThanOrEqual(100)
    expect(length).toBeLessThan(300)
    expect((await entriesOf(stream)).at(-1)!.data).toBe('999')
  })

  it('those who listen to a channel get the message alone, or a CloudEvent', async () => {
    const listener = new Redis(serviceUrl('redis'))
    const received: string[] = []
    const channel = `${space.prefix}live`
    await listener.subscribe(channel)
    listener.on('message', (_channel, text) => received.push(text))
    const plain = redisPubSub({ client: space.client })
    const call = providerCall({ idempotencyKey: 'the-key' })
    expect(await plain.publish(channel, { id: 7 }, { key: 'k', headers: { a: 'b' } }, call)).toEqual({ receivers: 1 })
    await redisPubSub({ client: space.client, cloudEvents }).publish(channel, { id: 7 }, { headers: {} }, call)
    expect(await plain.publish(`${channel}:nobody`, 1, { headers: {} }, call)).toEqual({ receivers: 0 })
    await expect.poll(() => received).toHaveLength(2)
    expect(received[0]).toBe('{"id":7}')
    expect(JSON.parse(received[1]!)).toEqual(event)
    await listener.quit()
  })
})
