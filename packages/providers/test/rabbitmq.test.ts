import { randomBytes } from 'node:crypto'
import { reachable, serviceUrl, startRabbitmq } from '@triggerkit/conformance/service'
import { type ProviderCall, ProviderError, type PublishOptions } from '@triggerkit/core'
import { type RabbitConnectionLike, rabbitmq } from '@triggerkit/providers/rabbitmq'
import { CloudEvent } from 'cloudevents'
import { Connection, type SyncMessage } from 'rabbitmq-client'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { providerCall } from './fixture/provider-call.ts'
import { type BreakingProxy, startBreakingProxy } from './server/breaking-proxy.ts'

const url = serviceUrl('rabbitmq')
const isThere = await reachable('rabbitmq')
const plain: PublishOptions = { headers: {} }

describe.skipIf(!isThere)('rabbitmq()', () => {
  let connection: Connection
  let queue: string
  let queues: string[]
  let exchanges: string[]
  let providers: { close(): Promise<void> | void }[]

  beforeAll(() => {
    connection = new Connection(url)
    connection.on('error', () => undefined)
  })
  afterAll(() => connection.close())
  beforeEach(async () => {
    queue = `triggerkit-${randomBytes(6).toString('hex')}`
    queues = [queue]
    exchanges = []
    providers = []
    await connection.queueDeclare({ queue, durable: true })
  })
  afterEach(async () => {
    await Promise.all(providers.map((provider) => provider.close()))
    for (const name of queues) await connection.queueDelete(name)
    for (const exchange of exchanges) await connection.exchangeDelete({ exchange })
  })

  const create = (options: Partial<Parameters<typeof rabbitmq>[0]> = {}) => {
    const provider = rabbitmq({ ...(options.client === undefined && { url }), ...options })
    providers.push(provider)
    return provider
  }
  const declareExchange = async (type: string): Promise<string> => {
    const exchange = `${queue}-exchange-${exchanges.length}`
    await connection.exchangeDeclare({ exchange, type })
    exchanges.push(exchange)
    return exchange
  }
  const read = async (from = queue): Promise<SyncMessage | undefined> =>
    connection.basicGet({ queue: from, noAck: true })
  const readAll = async (): Promise<SyncMessage[]> => {
    const messages: SyncMessage[] = []
    for (let message = await read(); message !== undefined; message = await read()) messages.push(message)
    return messages
  }
  const failureOf = async (work: Promise<unknown>): Promise<ProviderError> => {
    const error = await work.then(
      () => new Error('it did not fail'),
      (thrown: unknown) => thrown,
    )
    expect(ProviderError.isInstance(error), String(error)).toBe(true)
    return error as ProviderError
  }

  it('sends durable messages with id, time, headers and key', async () => {
    const call = providerCall({ idempotencyKey: '018f-7a' })
    const provider = create({ headers: { app: 'shop', trace: 'none' } })
    const headers = { trace: 'é\r\nb', empty: '' }
    expect(await provider.publish(queue, { id: 7, at: new Date(0) }, { key: 'k1', headers }, call)).toEqual({
      messageId: '018f-7a',
      exchange: '',
      routingKey: queue,
    })
    expect(await read()).toMatchObject({
      ...{ messageId: '018f-7a', deliveryMode: 2, contentType: 'application/json', routingKey: queue, exchange: '' },
      timestamp: Date.parse(call.timestamp) / 1_000,
      headers: { app: 'shop', trace: 'é\r\nb', empty: '', key: 'k1' },
      body: { id: 7, at: '1970-01-01T00:00:00.000Z' },
    })
    await provider.publish(queue, new Uint8Array([0, 255]).subarray(1), plain, call)
    expect(await read()).toMatchObject({ contentType: 'application/octet-stream', body: Buffer.from([255]) })
    await create({ persistent: false }).publish(queue, 'Grüße', plain, call)
    expect(await read()).toMatchObject({
      ...{ contentType: 'text/plain; charset=utf-8', deliveryMode: 1, body: Buffer.from('Grüße') },
    })
  })

  it('sends CloudEvents', async () => {
    const call = providerCall()
    const cloudEvents = { source: '/shop', subject: (message: unknown) => String((message as { id: number }).id) }
    await create({ cloudEvents }).publish(queue, { id: 7 }, plain, call)
    const message = (await read())!
    expect(message).toMatchObject({ contentType: 'application/cloudevents+json; charset=utf-8' })
    const event = new CloudEvent(JSON.parse(String(message.body)) as Record<string, unknown>)
    expect(event.validate()).toBe(true)
    expect(event).toMatchObject({ id: call.idempotencyKey, source: '/shop', subject: '7', data: { id: 7 } })
    expect(event.type).toBe('orders.afterInsert')
  })

  it('has a thousand messages under way at a time, in their order, and one without a queue fails alone', async () => {
    const provider = create()
    const topics = Array.from({ length: 1_000 }, (_, index) => (index % 250 === 249 ? `${queue}-gone` : queue))
    const results = await Promise.allSettled(
      topics.map((topic, index) => provider.publish(topic, { index }, plain, providerCall())),
    )
    const failed = results.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))
    expect(failed).toEqual([249, 499, 749, 999])
    const read = (await readAll()).map(({ body }) => (body as { index: number }).index)
    expect(read).toEqual(topics.flatMap((topic, index) => (topic === queue ? [index] : [])))
  })

  it('tells repetitions of one key apart by where they go', async () => {
    const call = providerCall()
    const provider = create()
    const results = await Promise.allSettled(
      [queue, `${queue}-gone`, queue, `${queue}-gone`].map((topic) => provider.publish(topic, 1, plain, call)),
    )
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected'])
  })

  it('goes through exchanges: by topic, by key, and elsewhere', async () => {
    const [direct, fanout] = [await declareExchange('direct'), await declareExchange('fanout')]
    await connection.queueBind({ queue, exchange: direct, routingKey: 'a.b' })
    const provider = create({
      exchange: direct,
      topics: { renamed: { routingKey: 'a.b' }, direct: { exchange: '', routingKey: queue } },
    })
    await provider.publish('a.b', 1, plain, providerCall())
    await provider.publish('renamed', 2, plain, providerCall())
    await provider.publish('direct', 3, plain, providerCall())
    await create({ exchange: direct, keyAs: 'routing-key' }).publish(
      'x',
      4,
      { key: 'a.b', headers: {} },
      providerCall(),
    )
    const messages = await readAll()
    expect(messages.map(({ exchange, routingKey, body }) => [exchange, routingKey, body])).toEqual([
      [direct, 'a.b', 1],
      [direct, 'a.b', 2],
      ['', queue, 3],
      [direct, 'a.b', 4],
    ])
    const unbound = await failureOf(provider.publish('c', 1, plain, providerCall()))
    expect(unbound).toMatchObject({ retryable: false, code: 'RABBITMQ_UNROUTABLE' })
    expect(unbound.message).toMatch(/publish to "c" of the exchange ".*no queue is bound for it.*`mandatory: false`/)
    await create({ exchange: fanout, mandatory: false }).publish('c', 1, plain, providerCall())
  })

  it('an exchange that is not there is final for all of its messages, and for no others', async () => {
    const provider = create({ topics: { lost: { exchange: `${queue}-none` } } })
    const lost = Array.from({ length: 20 }, () => failureOf(provider.publish('lost', 1, plain, providerCall())))
    await Promise.all(lost.map((_, index) => provider.publish(queue, index, plain, providerCall())))
    for (const error of await Promise.all(lost)) {
      expect(error).toMatchObject({ retryable: false, status: 404 })
      expect(error.message).toMatch(/no exchange.*Declare the exchange/)
    }
  })

  it('declares queues, again where one was deleted, and says where one has other arguments', async () => {
    const own = `${queue}-own`
    queues.push(own)
    const provider = create({ declare: { 'x-max-priority': 3 } })
    await Promise.all([1, 2, 3].map((body) => provider.publish(own, body, plain, providerCall())))
    expect((await connection.queueDelete(own)).messageCount).toBe(3)
    expect(await failureOf(provider.publish(own, 4, plain, providerCall()))).toMatchObject({ retryable: true })
    await provider.publish(own, 4, plain, providerCall())
    expect(await read(own)).toMatchObject({ body: 4, deliveryMode: 2 })
    const other = await failureOf(create({ declare: true }).publish(own, 5, plain, providerCall()))
    expect(other).toMatchObject({ retryable: false, status: 406 })
    expect(other.message).toMatch(/inequivalent arg 'x-max-priority'.*`declare`/)
  })

  it('does not cut off what is too long for AMQP', async () => {
    const provider = create({ mandatory: false })
    const long = 'ü'.repeat(128)
    const options: PublishOptions = { headers: { ['h'.repeat(256)]: '' } }
    for (const publishing of [
      provider.publish(long, 1, plain, providerCall()),
      provider.publish(queue, 1, plain, providerCall({ idempotencyKey: long })),
      provider.publish(queue, 1, options, providerCall()),
    ])
      expect(await failureOf(publishing)).toMatchObject({ code: 'RABBITMQ_MESSAGE', retryable: false })
    const headers = { large: 'x'.repeat(140_000) }
    const error = await failureOf(provider.publish(queue, 1, { headers }, providerCall()))
    expect(error).toMatchObject({ retryable: false })
    expect(error.message).toMatch(/frame size of \d+ bytes exceeds.*headers smaller/)
    await provider.publish(queue, 'after', { headers: { large: 'x'.repeat(100_000) } }, providerCall())
    expect(await readAll()).toHaveLength(1)
  })

  it('sends nothing that was aborted before, or before there was a connection', async () => {
    const provider = create()
    const aborted = providerCall({ signal: AbortSignal.abort(new Error('time is up')) })
    await expect(provider.publish(queue, 1, plain, aborted)).rejects.toThrow('time is up')
    const controller = new AbortController()
    const publishing = provider.publish(queue, 2, plain, providerCall({ signal: controller.signal }))
    controller.abort(new Error('too late'))
    await expect(publishing).rejects.toThrow('too late')
    await provider.publish(queue, 3, plain, providerCall())
    expect((await readAll()).map(({ body }) => body)).toEqual([3])
  })

  it('waits for what is under way when it is closed, and takes nothing more', async () => {
    const provider = create()
    const under = Array.from({ length: 50 }, (_, index) => provider.publish(queue, index, plain, providerCall()))
    await provider.close()
    await Promise.all(under)
    expect(await readAll()).toHaveLength(50)
    expect((await failureOf(provider.publish(queue, 1, plain, providerCall()))).message).toContain('closed')
  })

  describe('whose connections break', () => {
    let proxy: BreakingProxy
    let far: string
    beforeEach(async () => {
      const { hostname, port } = new URL(url)
      proxy = await startBreakingProxy({ host: hostname, port: Number(port) })
      far = url.replace(/@.*/, `@127.0.0.1:${proxy.port}`)
    })
    afterEach(() => proxy.close())

    const publish = (provider: ReturnType<typeof create>, call: ProviderCall = providerCall()) =>
      provider.publish(queue, 'x'.repeat(1_000), plain, call)

    it('opens another one, and what was under way is to be tried again', async () => {
      const provider = create({ url: far })
      await publish(provider)
      proxy.break(50_000)
      const results = await Promise.allSettled(Array.from({ length: 200 }, () => publish(provider)))
      const failed = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as ProviderError] : []))
      expect(failed.length).toBeGreaterThan(0)
      for (const error of failed) expect(error, error.message).toMatchObject({ retryable: true })
      await publish(provider)
      proxy.break()
      await publish(provider).catch(() => publish(provider))
      expect(proxy.connections).toBe(3)
    })

    it("waits for the user's own connection to come back by itself", async () => {
      const client = new Connection({ url: far, retryLow: 50 })
      client.on('error', () => undefined)
      const drift: RabbitConnectionLike = client
      const provider = create({ client: drift })
      await publish(provider)
      const broken = new Promise((resolve) => client.once('error', resolve))
      proxy.break()
      await broken
      await publish(provider)
      await provider.close()
      await client.queueDeclare({ queue, passive: true })
      await client.close()
    })

    it('tries the nodes of a cluster in turn', async () => {
      const provider = create({ hosts: ['127.0.0.1:1', `127.0.0.1:${proxy.port}`] })
      expect(await failureOf(publish(provider))).toMatchObject({ code: 'ECONNREFUSED', retryable: true })
      await publish(provider)
      expect(proxy.connections).toBe(1)
    })
  })

  it('says which virtual host is not there', async () => {
    const error = await failureOf(create({ url: `${url}/none` }).publish(queue, 1, plain, providerCall()))
    expect(error).toMatchObject({ retryable: false, status: 530 })
    expect(error.message).toMatch(/vhost none.*virtual host exists/)
  })

  it('tells everything that is wrong with its options', () => {
    expect(() => rabbitmq({})).toThrow('rabbitmq has wrong options: it needs a `url` or a `client`.')
    const wrong = () =>
      rabbitmq({
        ...{ url: 'http://ann:s3cret@x', hosts: ['a:b'], maxMessageBytes: 0, keyAs: 'routing-key' },
        ...{ topics: { a: { routingKey: 'x'.repeat(256) } }, cloudEvents: { source: '' } },
      })
    expect(wrong).toThrow(
      /`url` has.*`hosts` has.*`maxMessageBytes`.*`keyAs: 'routing-key'` needs.*255 bytes.*`cloudEvents`/,
    )
    expect(wrong).not.toThrow('s3cret')
    expect(() => rabbitmq({ client: {} as never, url, exchange: 'x', declare: true })).toThrow(
      /so that url say nothing; `client` is no Connection.*`declare` is for queues/,
    )
  })
})

describe('rabbitmq() and a broker that takes small messages', async () => {
  const server = await startRabbitmq({ settings: ['max_message_size = 100000'] })
  afterAll(() => server?.close())

  it.skipIf(server === undefined)('learns how large they may be, and lets others be tried again', async () => {
    const provider = rabbitmq({ url: server!.url, declare: true })
    const publish = (size: number): Promise<unknown> => provider.publish('q', 'x'.repeat(size), plain, providerCall())
    const [small, large, ...others] = await Promise.allSettled([publish(1), publish(100_001), publish(2), publish(3)])
    const outcomes = [small!, ...others].map((result) => (result.status === 'rejected' ? result.reason : undefined))
    for (const error of outcomes) if (error !== undefined) expect(error).toMatchObject({ retryable: true })
    const refused = large!.status === 'rejected' ? (large!.reason as ProviderError) : undefined
    if (refused?.retryable !== false) expect(refused?.message).toContain('refused another message')
    await expect(publish(100_001)).rejects.toMatchObject({ code: 'RABBITMQ_TOO_LARGE', retryable: false })
    await publish(100_000)
    await provider.close()
  })
})

describe('rabbitmq() and a broker that has run out of memory', async () => {
  const server = await startRabbitmq({ settings: ['vm_memory_high_watermark.absolute = 1MB'] })
  afterAll(() => server?.close())

  it.skipIf(server === undefined)('says so, and tries again', async () => {
    const provider = rabbitmq({ url: server!.url, declare: true })
    const attempt = (): Promise<unknown> => provider.publish('q', 'x', plain, providerCall())
    const failures = await Promise.allSettled([attempt(), attempt(), attempt()])
    for (const failure of failures) {
      expect(failure.status).toBe('rejected')
      const { reason } = failure as PromiseRejectedResult
      expect(reason).toMatchObject({ code: 'RABBITMQ_BLOCKED', retryable: true })
      expect(reason.message).toMatch(/takes no messages now: low on memory.*rabbitmq-diagnostics alarms/)
    }
    await provider.close()
  })
})
