import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import type { Callback } from '@triggerkit/core'
import { type WebhookEndpoint, type WebhooksOptions, webhooks } from '@triggerkit/providers/webhooks'
import { HTTP } from 'cloudevents'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { providerCall } from './fixture/provider-call.ts'
import { startSilentServer } from './server/silent-server.ts'
import { type Received, WebhookReceiver } from './server/webhook-receiver.ts'

const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`
const secret = newSecret()
let receiver: WebhookReceiver
let made: ReturnType<typeof webhooks>[]

beforeEach(async () => {
  made = []
  receiver = await new WebhookReceiver().start()
})
afterEach(async () => {
  await Promise.all(made.map((each) => each.close!()))
  await receiver.stop()
})

function create(endpoint: Partial<WebhookEndpoint> = {}, options: Partial<WebhooksOptions> = {}) {
  made.push(webhooks({ endpoints: { hook: { url: receiver.url, secret, ...endpoint } }, ...options }))
  return made.at(-1)!
}

const callback = (given: Partial<Callback> = {}): Callback => ({
  message: 'hook',
  headers: {},
  query: {},
  params: {},
  ...given,
})

const verify = (key: string, { body, headers }: Received): unknown =>
  new Webhook(key).verify(body, headers as Record<string, string>)

async function failure(work: Promise<unknown>): Promise<Error> {
  return work.then(
    () => new Error('it did not fail'),
    (error: Error) => error,
  )
}

describe('webhooks()', () => {
  it('signs what it sends, so that the library verifies it, and nothing that was changed', async () => {
    const call = providerCall()
    const body = { id: 7, text: 'ü€😀\r\n', big: 2n ** 60n, at: new Date(0) }
    expect(await create().send(callback({ body }), call)).toEqual({ status: 200, body: { ok: true } })
    const [taken] = receiver.taken
    expect(taken).toMatchObject({ method: 'POST', url: '/', headers: { 'content-type': 'application/json' } })
    expect(taken!.headers['webhook-id']).toBe(call.idempotencyKey)
    expect(verify(secret, taken!)).toEqual({
      id: 7,
      text: 'ü€😀\r\n',
      big: '1152921504606846976',
      at: '1970-01-01T00:00:00.000Z',
    })
    expect(() => verify(secret, { ...taken!, body: taken!.body.replace('7', '8') })).toThrow('No matching signature')
    expect(() => verify(newSecret(), taken!)).toThrow('No matching signature')
  })

  it('both the old and the new secret verify while one replaces the other', async () => {
    const [fresh, old] = [newSecret(), newSecret()]
    await create({ secret: undefined, secrets: [fresh, old] }).send(callback({ body: { id: 1 } }), providerCall())
    await create({ secret: fresh, secrets: [old] }).send(callback({ body: { id: 1 } }), providerCall())
    for (const taken of receiver.taken) {
      for (const key of [fresh, old]) expect(verify(key, taken)).toEqual({ id: 1 })
      expect(String(taken.headers['webhook-signature']).split(' ')).toHaveLength(2)
      expect(() => verify(secret, taken)).toThrow()
    }
  })

  it('the id is the same at each attempt; bodies may be text, null or nothing', async () => {
    const hook = create()
    const call = providerCall()
    for (const body of ['text', null, undefined, [1], 5]) await hook.send(callback({ body }), call)
    expect(receiver.taken.map((taken) => verify(secret, taken))).toEqual(['text', null, null, [1], 5])
    expect(new Set(receiver.taken.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  })

  it('keeps its connections', async () => {
    const hook = create()
    for (let index = 0; index < 5; index++) await hook.send(callback(), providerCall())
    expect([receiver.taken.length, receiver.connections]).toEqual([5, 1])
  })

  it('sends CloudEvents that the library of CloudEvents reads', async () => {
    const call = providerCall()
    const cloudEvents = { source: '/shop', subject: () => 'order 7' }
    await create({}, { cloudEvents }).send(callback({ body: { id: 7 } }), call)
    const [taken] = receiver.taken
    const event = HTTP.toEvent({ headers: taken!.headers, body: taken!.body })
    expect(event).toMatchObject({
      id: call.idempotencyKey,
      source: '/shop',
      type: 'orders.afterInsert',
      subject: 'order 7',
      time: '2026-01-02T03:04:05.000Z',
      data: { id: 7 },
    })
    expect(verify(secret, taken!)).toMatchObject({ specversion: '1.0' })
  })

  it('R47 values stay in their part of the address', async () => {
    const hook = create({ url: `${receiver.url}/shops/{shop}/x?a={a}` })
    const send = (params: object, query: object = {}) =>
      hook.send(callback({ params: { ...params }, query: { ...query } }), providerCall())
    await send({ shop: 'a/../b?c#d%2e', a: 'x&y=1' }, { list: [1, 2], none: null, 'k&': 'v=w' })
    expect(receiver.taken[0]!.url).toBe('/shops/a%2F..%2Fb%3Fc%23d%252e/x?a=x%26y%3D1&list=1&list=2&k%26=v%3Dw')
    const code = 'WEBHOOK_INPUT'
    for (const shop of ['..', '.'])
      expect(await failure(send({ shop, a: 1 }))).toMatchObject({ code, retryable: false })
    const missing = await failure(send({ shop: '' }))
    expect(missing).toMatchObject({
      code,
      message: expect.stringContaining('asks for {shop}, {a}: give it in `params`') as unknown,
    })
    expect(await failure(send(Object.create({ shop: 'x', a: 'y' }) as object))).toMatchObject({ code })
    expect(receiver.taken).toHaveLength(1)
  })

  it('headers of actions are sent, but none in the place of its own', async () => {
    const hook = create({ headers: { Authorization: 'Bearer mine' } })
    const headers = {
      'X-Shop': 7,
      'Webhook-Signature': 'v1,forged',
      'WEBHOOK-ID': 'forged',
      'webhook-timestamp': '1',
      'Content-Type': 'text/html',
      Host: 'evil.example',
      authorization: 'Bearer theirs',
      none: null,
    }
    await hook.send(callback({ headers }), providerCall())
    const [taken] = receiver.taken
    expect(taken!.headers).toMatchObject({
      'x-shop': '7',
      authorization: 'Bearer mine',
      'content-type': 'application/json',
    })
    expect(taken!.headers.host).toBe(new URL(receiver.url).host)
    expect(verify(secret, taken!)).toBeNull()
    for (const wrong of [{ a: 'x\r\ny: z' }, { 'a b': 'x' }])
      expect(await failure(hook.send(callback({ headers: wrong }), providerCall()))).toMatchObject({
        code: 'WEBHOOK_INPUT',
      })
    const framed = await failure(hook.send(callback({ headers: { 'transfer-encoding': 'chunked' } }), providerCall()))
    expect(framed).toMatchObject({ code: 'EGRESS_REFUSED', retryable: false })
  })

  it.each([
    [400, false],
    [404, false],
    [408, true],
    [409, false],
    [410, false],
    [425, true],
    [429, true],
    [500, true],
    [503, true],
  ])('an answer of %i is retryable: %s', async (status, retryable) => {
    receiver.answer = (_request, response) => response.writeHead(status, { 'retry-after': '7' }).end('{"why":"no"}')
    const error = await failure(create().send(callback(), providerCall()))
    expect(error).toMatchObject({
      code: 'WEBHOOK_STATUS',
      status,
      retryable,
      retryAfterMs: 7_000,
      provider: 'webhooks',
    })
    expect(error.message).toContain(`answered ${status}, and said "{\\"why\\":\\"no\\"}"`)
  })

  it('a large answer is left out, whatever its status', async () => {
    let status = 202
    receiver.answer = (_request, response) =>
      response.writeHead(status, { 'retry-after': '7' }).end('x'.repeat(100_000))
    expect(await create().send(callback(), providerCall())).toEqual({ status: 202, isBodyOmitted: true })
    status = 503
    expect(await failure(create().send(callback(), providerCall()))).toMatchObject({ status: 503, retryAfterMs: 7_000 })
  })

  it('redirects are final, unless they are allowed and stay with the origin', async () => {
    const other = await new WebhookReceiver().start('127.0.0.2')
    let location = '/moved'
    receiver.answer = ({ url }, response) =>
      url === '/moved' ? response.end() : response.writeHead(307, { location }).end()
    const refused = await failure(create().send(callback(), providerCall()))
    expect(refused).toMatchObject({ code: 'HTTP_REDIRECT', retryable: false })
    const following = create({}, { egress: { maxRedirects: 3 } })
    expect(await following.send(callback({ body: 1 }), providerCall())).toMatchObject({ status: 200 })
    expect(verify(secret, receiver.taken.at(-1)!)).toBe(1)
    location = `${other.url}/moved`
    expect(await failure(following.send(callback(), providerCall()))).toMatchObject({
      code: 'WEBHOOK_REDIRECT',
      retryable: false,
    })
    expect(other.taken).toEqual([])
    await other.stop()
  })

  it('time limits: its own is tried again, the action’s ends it', async () => {
    const silent = await startSilentServer()
    const url = `http://127.0.0.1:${silent.port}`
    expect(await failure(create({ url, timeoutMs: 50 }).send(callback(), providerCall()))).toMatchObject({
      code: 'WEBHOOK_TIMEOUT',
      retryable: true,
      message: expect.stringContaining('there was no answer in 50 ms') as unknown,
    })
    const signal = AbortSignal.timeout(50)
    expect(await failure(create({ url }).send(callback(), providerCall({ signal })))).toBe(signal.reason)
    expect(await failure(create().send(callback(), providerCall({ signal })))).toBe(signal.reason)
    expect(receiver.taken).toEqual([])
    await silent.close()
  })

  it('a connection that ends before the answer does is tried again, also where the provider is closed meanwhile', async () => {
    receiver.answer = (_request, response) => response.destroy()
    const ended = { code: 'ECONNRESET', retryable: true }
    expect(await failure(create().send(callback(), providerCall()))).toMatchObject(ended)
    receiver.answer = (_request, response) => response.writeHead(503).write('half', () => response.destroy())
    expect(await failure(create().send(callback(), providerCall()))).toMatchObject({ retryable: true })
    receiver.answer = (_request, response) => response.write('half', () => response.destroy())
    const taken = await create().send(callback(), providerCall())
    expect(taken, 'what was taken is taken').toEqual({ status: 200, isBodyOmitted: true })
    const hook = create()
    receiver.answer = () => void hook.close!()
    expect(await failure(hook.send(callback(), providerCall()))).toMatchObject({ retryable: true })
  })

  it('a function finds receivers for each call; R46 those of customers reach public addresses only', async () => {
    const found: Record<string, Partial<WebhookEndpoint>> = {
      mine: { origin: 'code' },
      theirs: {},
      wrong: { secret: 'x' },
    }
    const hook = webhooks({
      endpoints: async (message, { table }) => {
        if (message === 'broken') throw new Error('the database is away')
        return found[message] && { url: `${receiver.url}/${table}/secret-path`, secret, ...found[message] }
      },
    })
    made.push(hook)
    const send = (message: string) => hook.send(callback({ message }), providerCall())
    expect(await send('mine')).toMatchObject({ status: 200 })
    expect(receiver.taken[0]!.url).toBe('/orders/secret-path')
    const refused = await failure(send('theirs'))
    expect(refused).toMatchObject({ code: 'EGRESS_REFUSED', retryable: false })
    expect(await failure(send('none'))).toMatchObject({ code: 'WEBHOOK_UNKNOWN', retryable: false })
    expect(await failure(send('wrong'))).toMatchObject({ code: 'WEBHOOK_ENDPOINT', retryable: false })
    expect(await failure(send('broken'))).toMatchObject({ code: 'WEBHOOKS_FAILED', retryable: true })
    expect(hook.health).toBeUndefined()
    expect(receiver.taken).toHaveLength(1)
  })

  it('no error tells a secret, a header or the path of an address', async () => {
    receiver.answer = ({ headers }, response) => response.writeHead(400).end(JSON.stringify(headers))
    const hidden = { url: `${receiver.url}/services/T000/path-token`, headers: { 'x-key': 'api-key-4711' } }
    const down = { ...hidden, url: 'http://127.0.0.1:1/services/T000/path-token' }
    for (const endpoint of [hidden, down]) {
      const told = inspect(await failure(create(endpoint).send(callback(), providerCall())), {
        depth: 9,
        showHidden: true,
      })
      for (const each of [secret.slice(6), 'api-key-4711', 'path-token']) expect(told).not.toContain(each)
    }
  })

  it('health asks each receiver once, with a method that does nothing', async () => {
    const { url } = receiver
    const endpoints = { a: { url, secret }, b: { url, secret }, c: { url: `${url}/{id}/x`, secret } }
    const hook = webhooks({ endpoints })
    expect(await hook.health!({ signal: providerCall().signal })).toEqual({ receivers: 1 })
    expect(receiver.taken).toEqual([])
    await hook.close!()
  })

  it('tells every problem of its options, and no secret', () => {
    const error = (given: unknown): string => {
      try {
        webhooks(given as WebhooksOptions)
        return 'it did not fail'
      } catch (thrown) {
        return String(thrown)
      }
    }
    expect(error({ endpoints: {}, concurrency: 0, cloudEvents: {} })).toMatch(
      /`concurrency` .*; `cloudEvents.source` .*; `endpoints`/,
    )
    const told = error({
      endpoints: {
        a: { url: 'ftp://x', secret: 'not-base64!' },
        b: { url: 'https://{host}/', secret: 'whsec_AAAA' },
        c: { url: 'https://u:p@x/', method: 'GET', timeoutMs: 0, headers: { 'webhook-id': 'x' } },
      },
    })
    for (const part of [
      'a"].url',
      'a"].secret',
      'b"].url',
      'b"].secret',
      'c"].url',
      'c"].method',
      'c"].timeoutMs',
      'c"]` has no `secret`',
      'c"].headers',
    ])
      expect(told).toContain(part)
    expect(told).not.toContain('not-base64!')
    const both = error({ endpoints: { a: { url: 'x', secret } }, egress: { ports: [0] } })
    expect(both).toMatch(/a"\].url` has to be .*; `egress.ports\[0\]`: /)
    expect(error({ endpoints: { a: { url: 'https://x', unsafeUnsigned: true } } })).toBe('it did not fail')
  })
})
