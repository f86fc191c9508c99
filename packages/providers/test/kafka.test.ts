import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { Producer } from '@platformatic/kafka'
import { type KafkaOptions, kafka, type ProducerLike } from '@triggerkit/providers/kafka'
import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import { certificate } from './fixture/certificate.ts'
import { providerCall } from './fixture/provider-call.ts'
import { readRecordBatch } from './server/kafka/record-batch.ts'
import { type KafkaServer, startKafka } from './server/kafka-server.ts'

const none = { headers: {} }
let server: KafkaServer
const opened: { close(): unknown }[] = []

function open(options: Partial<KafkaOptions> = {}): ReturnType<typeof kafka> {
  const provider = kafka({ brokers: [server.broker], ...options })
  opened.push(provider)
  return provider
}

const values = (): string[] => server.log.records.map(({ value }) => value.toString())

beforeEach(async () => {
  server = await startKafka()
  server.log.topics.set('orders', 7).set('single', 1)
})
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close()
  await server.close()
  expect(server.log.complaints).toEqual([])
})

describe('kafka(): a message', () => {
  it("has its headers, its type and the idempotency key, and is where Java's client puts its key", async () => {
    const call = providerCall()
    const given = { key: 'foobar', headers: { trace: 'ä;"' } }
    expect(await open().publish('orders', { id: 1n }, given, call)).toEqual({
      topic: 'orders',
      messageId: call.idempotencyKey,
    })
    const headers = { trace: 'ä;"', 'content-type': 'application/json', 'idempotency-key': call.idempotencyKey }
    // What Kafka's own tests say of murmur2("foobar").
    const partition = (-790332482 & 0x7fffffff) % 7
    expect(server.log.records).toMatchObject([{ key: 'foobar', headers, partition, value: Buffer.from('{"id":"1"}') }])
  })

  it('is bytes, text or a CloudEvent', async () => {
    const call = providerCall()
    await open().publish('single', new Uint8Array([0, 255]), none, call)
    await open({ cloudEvents: { source: '/shop' } }).publish('single', { id: 1 }, none, call)
    const [bytes, event] = server.log.records
    expect(bytes).toMatchObject({
      value: Buffer.from([0, 255]),
      headers: { 'content-type': 'application/octet-stream' },
    })
    expect(event?.headers['content-type']).toContain('application/cloudevents+json')
    expect(JSON.parse(event!.value.toString())).toMatchObject({
      id: call.idempotencyKey,
      source: '/shop',
      data: { id: 1 },
    })
  })

  it.each(['', '..', 'a/b', 'ä', 'x'.repeat(250), '__consumer_offsets', '__transaction_state', '__share_group_state'])(
    'goes to no topic that is none: %#',
    async (topic) => {
      const publishing = open().publish(topic, 1, none, providerCall({ tag: 'main' }))
      await expect(publishing).rejects.toMatchObject({
        code: 'KAFKA_TOPIC',
        retryable: false,
        provider: 'kafka "main"',
      })
    },
  )

  it('goes to a topic that was unknown a moment ago', async () => {
    const provider = open()
    const publishing = provider.publish('new', 1, none, providerCall())
    await expect(publishing).rejects.toMatchObject({ code: 'KAFKA_TOPIC', retryable: true })
    server.log.topics.set('new', 1)
    await provider.publish('new', 1, none, providerCall())
    expect(values()).toEqual(['1'])
  })

  it('of an attempt whose time is up is not sent', async () => {
    const call = providerCall({ signal: AbortSignal.abort(new Error('late')) })
    await expect(open().publish('orders', 1, none, call)).rejects.toThrow('late')
    expect(server.log.requests).toBe(0)
  })

  it('travels by TLS, compressed, and without a confirmation, as it is told', async () => {
    const secure = await startKafka({ isSecure: true })
    opened.push(secure)
    secure.log.topics.set('single', 1)
    const provider = open({
      brokers: [secure.broker],
      tls: { ca: certificate.cert },
      compression: 'gzip',
      acks: 'none',
    })
    await provider.publish('single', 'x', none, providerCall())
    await vi.waitFor(() => expect(secure.log.records).toHaveLength(1))
    expect(secure.log.compressed).toBe(1)
  })
})

describe('kafka(): messages published at the same time', () => {
  it('are one request, in their order', async () => {
    const provider = open()
    const all = Array.from({ length: 1_000 }, (_, index) => String(index))
    await Promise.all(all.map((text) => provider.publish('orders', text, { key: 'k', headers: {} }, providerCall())))
    expect(values()).toEqual(all)
    expect(server.log.requests).toBe(1)
  })

  it('are as many requests as their bytes need', async () => {
    const provider = open({ maxBatchBytes: 1_000 })
    const texts = Array.from({ length: 10 }, (_, index) => `${index}`.repeat(300))
    await Promise.all(texts.map((text) => provider.publish('single', text, none, providerCall())))
    expect(values()).toEqual(texts)
    expect(server.log.requests).toBe(5)
  })

  it('fail each for itself', async () => {
    server.log.maxBytes = 1_000
    const provider = open()
    const publish = (topic: string, text: string): Promise<unknown> =>
      provider.publish(topic, text, none, providerCall())
    const settled = await Promise.allSettled([
      publish('single', 'a'),
      publish('single', 'x'.repeat(2_000)),
      publish('missing', 'b'),
      publish('single', 'c'),
    ])
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
    expect(settled[1]).toMatchObject({ reason: { code: 'KAFKA_MESSAGE_TOO_LARGE', retryable: false } })
    expect(settled[2]).toMatchObject({ reason: { code: 'KAFKA_TOPIC', retryable: true } })
    expect(values()).toEqual(['a', 'c'])
  })
})

describe('kafka(): brokers', () => {
  it('whose leader moves are asked again, and too few of them later', async () => {
    const provider = open()
    server.log.refused.set('single', { error: 'LEADER_NOT_AVAILABLE', times: 1 })
    await provider.publish('single', 'x', none, providerCall())
    expect(values()).toEqual(['x'])
    server.log.refused.set('single', { error: 'NOT_ENOUGH_REPLICAS', times: 9 })
    const code = 'KAFKA_NOT_ENOUGH_REPLICAS'
    await expect(provider.publish('single', 'y', none, providerCall())).rejects.toMatchObject({ code, retryable: true })
  })

  it('that say nothing are given up, and those that hang up are called again', async () => {
    const provider = open({ requestTimeoutMs: 200 })
    await provider.health({ signal: new AbortController().signal })
    server.isSilent = true
    await expect(provider.publish('single', 1, none, providerCall())).rejects.toMatchObject({ retryable: true })
    server.isSilent = false
    server.breaks = 1
    await provider.publish('single', 2, none, providerCall())
    // Kept before the connection ended, and again: that is what `idempotent` is for.
    expect(values()).toEqual(['2', '2'])
  })

  it.each(['silent', 'closing'])('that are %s while the client logs in are asked again', async (how) => {
    const sockets = new Set<Socket>()
    const broken = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => socket.destroy()).on('data', () => how === 'closing' && socket.destroy())
    }).listen(0, '127.0.0.1')
    await once(broken, 'listening')
    const brokers = [`127.0.0.1:${(broken.address() as AddressInfo).port}`]
    const sasl = { mechanism: 'SCRAM-SHA-256', username: 'ann', password: 's3cret' } as const
    const publishing = open({ brokers, sasl, requestTimeoutMs: 200 }).publish('single', 1, none, providerCall())
    await expect(publishing).rejects.toMatchObject({ retryable: true })
    for (const socket of sockets) socket.destroy()
    broken.close()
  })

  it('keep what an idempotent producer sends once, and never take a message for the repetition of another', async () => {
    const provider = open({ idempotent: true })
    server.breaks = 1
    await provider.publish('single', 'a', none, providerCall())
    expect(values()).toEqual(['a'])
    server.breaks = 3
    await expect(provider.publish('single', 'b', none, providerCall())).rejects.toMatchObject({ retryable: true })
    await provider.publish('single', 'c', none, providerCall())
    await provider.publish('single', 'd', none, providerCall())
    expect(values()).toEqual(['a', 'b', 'c', 'd'])
  })

  it('are waited for no more when the provider is closed', async () => {
    const provider = open()
    await provider.health({ signal: new AbortController().signal })
    server.isSilent = true
    const closed = expect(provider.publish('single', 1, none, providerCall())).rejects.toMatchObject({
      retryable: true,
    })
    await new Promise((resolve) => setTimeout(resolve, 50))
    await provider.close()
    await closed
  })
})

it('says all that is wrong with its options at once', () => {
  const options = {
    brokers: ['http://x'],
    acks: 'some',
    idempotent: true,
    compression: 'zip',
    maxBatchBytes: 0,
    cloudEvents: {},
  }
  expect(() => kafka({ ...options, sasl: { mechanism: 'X' } } as never)).toThrow(
    /`brokers`.*`sasl.mechanism`.*`acks`.*`idempotent`.*`compression`.*`cloudEvents`.*`maxBatchBytes`/,
  )
  expect(() => kafka({})).toThrow('it needs `brokers` or a `producer`')
  expect(() => kafka({ producer: {} as never, clientId: 'x' })).toThrow(/clientId say nothing; .*no Producer/)
})

it('takes a Producer of the package as it is', () => {
  expectTypeOf<Producer>().toExtend<ProducerLike>()
})

it('is tried against a server that checks what it gets', async () => {
  const kept = vi.spyOn(server.log, 'append')
  await open().publish('single', 'x', none, providerCall())
  const bytes = Buffer.from(kept.mock.calls[0]![2])
  bytes.writeUInt8(bytes.at(-1)! ^ 1, bytes.length - 1)
  expect(() => readRecordBatch(bytes)).toThrow('the checksum is wrong')
})
