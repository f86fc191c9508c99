import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DiscardPolicy, type JetStreamManager, jetstreamManager, type StoredMsg } from '@nats-io/jetstream'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { startNats } from '@triggerkit/conformance/service'
import { ProviderError, type PublishOptions } from '@triggerkit/core'
import { type NatsLike, nats } from '@triggerkit/providers/nats'
import { CloudEvent } from 'cloudevents'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { certificate } from './fixture/certificate.ts'
import { providerCall } from './fixture/provider-call.ts'
import { startBreakingProxy } from './server/breaking-proxy.ts'

const server = await startNats()
const plain: PublishOptions = { headers: {} }

async function failureOf(work: Promise<unknown>): Promise<ProviderError> {
  const error = await work.then(
    () => new Error('it did not fail'),
    (thrown: unknown) => thrown,
  )
  expect(ProviderError.isInstance(error), String(error)).toBe(true)
  return error as ProviderError
}

describe.skipIf(server === undefined)('nats()', () => {
  let client: NatsConnection
  let manager: JetStreamManager
  let stream: string
  let topic: string
  let providers: { close(): Promise<void> | void }[]

  beforeAll(async () => {
    client = await connect({ servers: `${server!.host}:${server!.port}` })
    manager = await jetstreamManager(client)
  })
  afterAll(async () => {
    await client.close()
    await server!.close()
  })
  beforeEach(async () => {
    providers = []
    stream = `s${randomBytes(6).toString('hex')}`
    topic = `${stream}.new`
    await manager.streams.add({ name: stream, subjects: [`${stream}.>`] })
  })
  afterEach(async () => {
    await Promise.all(providers.map((provider) => provider.close()))
    await manager.streams.delete(stream)
  })

  const create = (options: Partial<Parameters<typeof nats>[0]> = {}) => {
    const isElsewhere = options.client !== undefined || options.servers !== undefined
    const provider = nats({ ...(!isElsewhere && { url: server!.url }), ...options })
    providers.push(provider)
    return provider
  }
  const read = async (seq: number): Promise<StoredMsg> => (await manager.streams.getMessage(stream, { seq }))!
  const count = async (): Promise<number> => (await manager.streams.info(stream)).state.messages

  it('stores messages with id, headers and key', async () => {
    const call = providerCall()
    const provider = create({ headers: { app: 'shop', trace: 'none', 'Nats-Expected-Stream': stream } })
    const options: PublishOptions = { key: 'k1', headers: { trace: 'é' } }
    expect(await provider.publish(topic, { id: 7, at: new Date(0) }, options, call)).toEqual({
      ...{ messageId: call.idempotencyKey, stream, seq: 1, duplicate: false },
    })
    const message = await read(1)
    expect(message.subject).toBe(topic)
    expect(message.json()).toEqual({ id: 7, at: '1970-01-01T00:00:00.000Z' })
    expect(Object.fromEntries([...message.header].map(([name, [value]]) => [name, value]))).toEqual({
      ...{ 'Content-Type': 'application/json', app: 'shop', trace: 'é', key: 'k1' },
      ...{ 'Nats-Expected-Stream': stream, 'Nats-Msg-Id': call.idempotencyKey },
    })
    await provider.publish(topic, new Uint8Array([0, 255]).subarray(1), plain, providerCall())
    expect((await read(2)).data).toEqual(new Uint8Array([255]))
  })

  it('stores a repetition of an idempotency key once', async () => {
    const call = providerCall()
    const provider = create()
    const first = await Promise.all([1, 2, 3].map(() => provider.publish(topic, 'once', plain, call)))
    expect(first.map((result) => (result as { duplicate: boolean }).duplicate)).toEqual([false, true, true])
    expect(await create().publish(topic, 'once', plain, call)).toMatchObject({ seq: 1, duplicate: true })
    expect(await count()).toBe(1)
  })

  it('sends CloudEvents', async () => {
    const call = providerCall()
    await create({ cloudEvents: { source: '/shop', type: 'order.created' } }).publish(topic, { id: 7 }, plain, call)
    const message = await read(1)
    expect(message.header.get('Content-Type')).toBe('application/cloudevents+json; charset=utf-8')
    const event = new CloudEvent(message.json<Record<string, unknown>>())
    expect(event.validate()).toBe(true)
    expect(event).toMatchObject({ id: call.idempotencyKey, source: '/shop', type: 'order.created', data: { id: 7 } })
  })

  it('has a thousand messages under way at a time, in their order, and one without a stream fails alone', async () => {
    const provider = create()
    const topics = Array.from({ length: 1_000 }, (_, index) => (index % 250 === 249 ? `none.${topic}` : topic))
    const results = await Promise.allSettled(
      topics.map((subject, index) => provider.publish(subject, { index }, plain, providerCall())),
    )
    const failed = results.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))
    expect(failed).toEqual([249, 499, 749, 999])
    const seqs = results.flatMap((result) =>
      result.status === 'fulfilled' ? [(result.value as { seq: number }).seq] : [],
    )
    expect(seqs).toEqual(Array.from({ length: 996 }, (_, index) => index + 1))
  })

  it('a stream that is full is to be tried again, and one that takes no such size is not', async () => {
    const full = { max_msgs: 1, discard: DiscardPolicy.New, max_msg_size: 1_000 }
    await manager.streams.update(stream, full)
    const provider = create()
    const large = await failureOf(provider.publish(topic, 'x'.repeat(1_001), plain, providerCall()))
    expect(large).toMatchObject({ code: 'NATS_TOO_LARGE', retryable: false })
    expect(large.message).toContain('`max_msg_size`')
    await provider.publish(topic, 1, plain, providerCall())
    const second = await failureOf(provider.publish(topic, 2, plain, providerCall()))
    expect(second).toMatchObject({ retryable: true, status: 503 })
    expect(second.message).toMatch(/maximum messages exceeded.*limits of the stream/)
  })

  it('without JetStream publishes to who is there', async () => {
    const provider = create({ jetStream: false })
    const subscription = client.subscribe('core.>')
    await client.flush()
    const call = providerCall()
    expect(await provider.publish('core.a', { id: 7 }, plain, call)).toEqual({ messageId: call.idempotencyKey })
    for await (const message of subscription) {
      expect([message.json(), message.headers?.get('Nats-Msg-Id')]).toEqual([{ id: 7 }, call.idempotencyKey])
      break
    }
    await Promise.all(Array.from({ length: 1_000 }, () => provider.publish('nobody.there', 1, plain, providerCall())))
  })

  it.each([
    [`a b`, {}],
    [`a\r\nPUB x 0\r\n`, {}],
    ['a..b', {}],
    ['', {}],
    ['a.*', {}],
    ['a.>', {}],
    ['$JS.API.STREAM.DELETE.x', {}],
    ['a', { 'nats-Rollup': 'all' }],
  ])('does not send to %j with %j', async (subject, headers) => {
    for (const jetStream of [true, false]) {
      const error = await failureOf(create({ jetStream }).publish(subject, 1, { headers }, providerCall()))
      expect(error).toMatchObject({ code: 'NATS_SUBJECT', retryable: false })
    }
  })

  it('does not send a header that would end its line', async () => {
    const error = await failureOf(create().publish(topic, 1, { headers: { trace: 'a\r\nb' } }, providerCall()))
    expect(error).toMatchObject({ retryable: false })
    expect(await count()).toBe(0)
  })

  it('sends nothing that was aborted before, or before there was a connection', async () => {
    const provider = create()
    const aborted = providerCall({ signal: AbortSignal.abort(new Error('time is up')) })
    await expect(provider.publish(topic, 1, plain, aborted)).rejects.toThrow('time is up')
    const controller = new AbortController()
    const publishing = provider.publish(topic, 2, plain, providerCall({ signal: controller.signal }))
    controller.abort(new Error('too late'))
    await expect(publishing).rejects.toThrow('too late')
    expect(await provider.publish(topic, 3, plain, providerCall())).toMatchObject({ seq: 1 })
  })

  it.each([true, false])('waits for what is under way when it is closed (JetStream %s)', async (jetStream) => {
    const provider = create({ jetStream })
    const under = Array.from({ length: 50 }, (_, index) => provider.publish(topic, index, plain, providerCall()))
    await provider.close()
    await Promise.all(under)
    expect(await count()).toBe(50)
    expect((await failureOf(provider.publish(topic, 1, plain, providerCall()))).message).toContain('closed')
  })

  it.each([true, false])('opens another connection where one breaks (JetStream %s)', async (jetStream) => {
    const proxy = await startBreakingProxy(server!)
    const provider = create({ servers: ['nats://127.0.0.1:1', `nats://127.0.0.1:${proxy.port}`], jetStream })
    const publish = (): Promise<unknown> => provider.publish(topic, 'x'.repeat(1_000), plain, providerCall())
    await publish()
    proxy.break(50_000)
    const results = await Promise.allSettled(Array.from({ length: 200 }, publish))
    const failed = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as ProviderError] : []))
    expect(failed.length).toBeGreaterThan(0)
    for (const error of failed) expect(error, error.message).toMatchObject({ retryable: true })
    await publish()
    expect(proxy.connections).toBe(2)
    await proxy.close()
  })

  it("goes on with the user's own connection once that is back", async () => {
    const proxy = await startBreakingProxy(server!)
    const own = await connect({ servers: `127.0.0.1:${proxy.port}`, reconnectTimeWait: 50 })
    const drift: NatsLike = own
    for (const jetStream of [true, false]) {
      const provider = create({ client: drift, jetStream, ackTimeoutMs: 500 })
      const publish = (): Promise<unknown> => provider.publish(topic, 1, plain, providerCall())
      await publish()
      proxy.break()
      await expect
        .poll(
          () =>
            publish().then(
              () => true,
              () => false,
            ),
          { timeout: 10_000 },
        )
        .toBe(true)
      await provider.close()
    }
    await own.flush()
    await own.close()
    await proxy.close()
  })

  it('tells everything that is wrong with its options', () => {
    expect(() => nats({})).toThrow('nats has wrong options: it needs a `url`, `servers` or a `client`.')
    const wrong = () =>
      nats({
        ...{ url: 'http://ann:s3cret@x', servers: [], user: 'ann', token: 't0ken', pass: 's3cret' },
        ...{ ackTimeoutMs: 0, cloudEvents: { source: '' } },
      })
    expect(wrong).toThrow(/only one of `url`.*`url` has.*`servers` has.*`user`, `token`.*`ackTimeoutMs`.*`cloudEvents`/)
    expect(wrong).not.toThrow('s3cret')
    expect(() => nats({ client: {} as never, user: 'ann' })).toThrow(
      /so that user say nothing; `client` is no connection/,
    )
  })
})

describe.skipIf(server === undefined)('nats() and who may', () => {
  it('logs in with a token in the address, and over TLS', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'triggerkit-nats-tls-'))
    for (const [name, text] of Object.entries(certificate)) await writeFile(join(folder, name), text)
    const tls = `tls { cert_file: "${join(folder, 'cert')}", key_file: "${join(folder, 'key')}" }`
    const secure = (await startNats({ configuration: `${tls}\nauthorization { token: "t0ken" }` }))!
    const address = `127.0.0.1:${secure.port}`
    const provider = nats({ url: `tls://t0ken@${address}`, tls: { ca: certificate.cert }, jetStream: false })
    await provider.publish('a', 1, plain, providerCall())
    await provider.close()
    const wrong = nats({ url: `nats://wr0ng@${address}`, tls: { ca: certificate.cert } })
    const error = await failureOf(wrong.publish('a', 1, plain, providerCall()))
    expect(error).toMatchObject({ code: 'NATS_UNAUTHORIZED', retryable: false })
    expect(String(error.stack)).not.toContain('wr0ng')
    await wrong.close()
    await secure.close()
    await rm(folder, { recursive: true })
  })

  it('says that an account has no JetStream, or no way to it, and tries again', async () => {
    const accounts = 'accounts { A: { users: [{ user: ann, password: s3cret }] } }'
    const without = (await startNats({ configuration: accounts }))!
    const provider = nats({ url: without.url, user: 'ann', pass: 's3cret' })
    const error = await failureOf(provider.publish('a', 1, plain, providerCall()))
    expect(error).toMatchObject({ code: 'NATS_NO_STREAM', retryable: true })
    expect(error.message).toMatch(/has no JetStream, or no way to it now.*`--jetstream`/)
    await provider.close()
    await without.close()
  })

  it('tries again where nobody answers and the user may not look up why', async () => {
    const may = 'permissions { publish: { allow: ["a"] }, subscribe: { allow: ["_INBOX.>"] } }'
    const strict = (await startNats({
      configuration: `authorization { users: [{ user: ann, password: s3cret, ${may} }] }`,
    }))!
    const provider = nats({ url: strict.url, user: 'ann', pass: 's3cret' })
    const error = await failureOf(provider.publish('a', 1, plain, providerCall()))
    expect(error).toMatchObject({ code: 'NATS_NO_STREAM', retryable: true })
    expect(error.message).toMatch(/may not look up whether there is one.*STREAM\.NAMES/)
    await provider.close()
    await strict.close()
  })
})
