import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createTriggers } from '../../engine/triggers.ts'
import { Trigger } from '../../trigger/trigger.ts'
import { readResponse } from '../executors/http/read-response.ts'
import { sendRequest } from '../executors/http/send-request.ts'
import { createEgress } from './create-egress.ts'
import { Egress, type EgressSetup } from './egress.ts'
import { failureOf, sendAs } from './fixture/send.ts'
import { startWebServer, type WebServer } from './fixture/web-server.ts'
import { loadNodeModules } from './node-modules.ts'

let server: WebServer
let url: string
let made: Egress[]

beforeEach(async () => {
  server = await startWebServer('127.0.0.1')
  url = `http://127.0.0.1:${server.port}/`
  made = []
})
afterEach(async () => {
  vi.unstubAllGlobals()
  await Promise.all([server.close(), ...made.map((egress) => egress.close())])
})

function create(options: EgressSetup = {}): Egress {
  const egress = new Egress(options)
  made.push(egress)
  return egress
}

const open = (): EgressSetup => ({ allow: [`127.0.0.1:${server.port}`] })

const answerOf = (text: string) => async () => ({
  status: 200,
  headers: { get: () => null, forEach: () => undefined },
  text: async () => text,
})

describe('connections', () => {
  it('are kept for further requests and ended by close', async () => {
    const egress = create(open())
    for (const method of ['GET', 'POST', 'GET']) await sendAs(egress, 'stored', { url, method, body: 'x' })
    expect([server.requests.length, server.connections]).toEqual([3, 1])
    await egress.close()
    expect(await sendAs(egress, 'stored', { url })).toMatchObject({ body: 'ok' })
    expect(server.connections).toBe(2)
  })

  it('say who asks, unless the action does', async () => {
    const agents: unknown[] = []
    server.answer = (request, response) => {
      agents.push(request.headers['user-agent'])
      response.end()
    }
    const egress = create(open())
    await sendAs(egress, 'stored', { url })
    await sendAs(egress, 'stored', { url, headers: { 'User-Agent': 'shop' } })
    expect(agents).toEqual(['triggerkit', 'shop'])
  })

  it('that the other side ended meanwhile: what may be repeated is, a POST is not', async () => {
    const egress = create(open())
    const used = new WeakSet<object>()
    server.answer = (request, response) => {
      if (used.has(request.socket)) request.socket.destroy()
      else response.end('ok')
      used.add(request.socket)
    }
    await sendAs(egress, 'stored', { url })
    expect(await sendAs(egress, 'stored', { url })).toMatchObject({ body: 'ok' })
    expect([server.requests.length, server.connections]).toEqual([3, 2])
    const post = await failureOf(sendAs(egress, 'stored', { url, method: 'POST' }))
    expect(post).toMatchObject({ code: 'HTTP_FAILED', retryable: true })
    expect(server.connections).toBe(2)
  })
})

describe('for providers', () => {
  it('R46 createEgress, sendRequest and readResponse', async () => {
    expect(() => createEgress({ ports: [0] })).toThrow('The options of createEgress have a problem')
    const egress = createEgress(open())
    const request = { method: 'GET', headers: {}, origin: 'stored' as const, signal: new AbortController().signal }
    const sent = { ...request, url: new URL(url) }
    expect(await readResponse(await sendRequest(egress, sent), 10, sent)).toMatchObject({ status: 200, body: 'ok' })
    const refused = { ...request, url: new URL('http://127.0.0.1/') }
    await expect(sendRequest(egress, refused)).rejects.toMatchObject({ code: 'EGRESS_REFUSED' })
    await egress.close()
  })

  it('createTriggers makes one, which close ends', async () => {
    const triggers = createTriggers({ egress: open(), onError: () => undefined })
    const ended = new Promise((resolve) => {
      server.answer = (request, response) => {
        request.socket.once('close', resolve)
        response.end('ok')
      }
    })
    triggers.register('orders', { name: 'ask', events: ['afterInsert'], actions: [Trigger.http.get(url)] })
    const report = await triggers.execute('afterInsert', { table: 'orders', record: {} })
    expect(report.triggers[0]!.actions[0]).toMatchObject({ status: 'done', result: { body: 'ok' } })
    await triggers.close()
    await ended
  })
})

describe('R46 headers', () => {
  it.each(['connection', 'Content-Length', 'TRANSFER-ENCODING', 'upgrade', 'expect', 'te', 'trailer', 'keep-alive'])(
    'R46 nobody frames a message with "%s"',
    async (name) => {
      for (const origin of ['stored', 'code'] as const) {
        const error = await failureOf(sendAs(create(open()), origin, { url, headers: { [name]: '5' } }))
        expect(error).toMatchObject({ code: 'EGRESS_REFUSED', data: { rule: 'header' } })
      }
      expect(server.connections).toBe(0)
    },
  )

  it('R46 a stored definition gives no host but that of its address', async () => {
    const headers = { Host: 'admin.internal' }
    expect(await failureOf(sendAs(create(open()), 'stored', { url, headers }))).toMatchObject({
      code: 'EGRESS_REFUSED',
      message: expect.stringContaining('its header "host"'),
    })
    await sendAs(create(), 'code', { url, headers })
    expect(server.requests).toEqual(['GET admin.internal /'])
  })
})

describe("R46 a `fetch` of the application's own", () => {
  it('R46 serves code, and no stored definition', async () => {
    const egress = create({ ...open(), fetch: answerOf('own') })
    expect(await sendAs(egress, 'code', { url })).toMatchObject({ body: 'own' })
    expect(await sendAs(egress, 'stored', { url })).toMatchObject({ body: 'ok' })
    const metadata = sendAs(egress, 'code', { url: 'http://[::ffff:169.254.169.254]/' })
    expect(await failureOf(metadata)).toMatchObject({ code: 'EGRESS_REFUSED' })
  })

  it('R46 serves no code that is held to the policy', async () => {
    const egress = create({ ...open(), applyToCode: true, fetch: answerOf('own') })
    expect(await sendAs(egress, 'code', { url })).toMatchObject({ body: 'ok' })
    expect(await failureOf(sendAs(egress, 'code', { url: 'http://10.0.0.1/' }))).toMatchObject({
      code: 'EGRESS_REFUSED',
    })
  })

  it('R46 serves stored definitions where that is asked for, as far as an address tells', async () => {
    const egress = create({ unsafeFetchForStored: true, allow: ['10.0.0.0/8'], fetch: answerOf('own') })
    expect(await sendAs(egress, 'stored', { url: 'http://unchecked.example.com/' })).toMatchObject({ body: 'own' })
    expect(await sendAs(egress, 'stored', { url: 'http://10.0.0.1/' })).toMatchObject({ body: 'own' })
    for (const address of ['http://127.0.0.1/', 'http://[::1]/', 'http://metadata.google.internal/'])
      expect(await failureOf(sendAs(egress, 'stored', { url: address }))).toMatchObject({ code: 'EGRESS_REFUSED' })
  })

  it('R46 a range opens no name to it: what the name leads to is not known', async () => {
    const options = { closed: true, allow: ['10.0.0.0/8', 'api.example.com'], unsafeFetchForStored: true }
    const egress = create({ ...options, fetch: answerOf('own') })
    expect(await sendAs(egress, 'stored', { url: 'http://api.example.com/' })).toMatchObject({ body: 'own' })
    const error = await failureOf(sendAs(egress, 'stored', { url: 'http://other.example.com/' }))
    expect(error.data.rule).toBe('closed')
  })
})

describe('R46 a runtime without a `node:http` that asks for addresses', () => {
  const none = async (): Promise<never> => Promise.reject(new Error('No such module: node:http'))
  const looksUpItself = async () => ({ ...(await loadNodeModules()), fetch: vi.fn(answerOf('unchecked')) as never })

  it.each([
    ['none', none],
    ['one that looks names up itself', looksUpItself],
  ])('R46 %s: stored definitions are refused, code uses the global fetch', async (_what, load) => {
    vi.stubGlobal('fetch', answerOf('global'))
    const egress = create({ ...open(), load })
    const error = await failureOf(sendAs(egress, 'stored', { url }))
    expect(error).toMatchObject({ code: 'EGRESS_REFUSED', retryable: false, data: { rule: 'runtime' } })
    expect(error.message).toContain('Run it on Node')
    expect(error.cause).toBeInstanceOf(Error)
    expect(await sendAs(egress, 'code', { url })).toMatchObject({ body: 'global' })
    const unsafe = create({ ...open(), load, unsafeFetchForStored: true })
    expect(await sendAs(unsafe, 'stored', { url })).toMatchObject({ body: 'global' })
    expect(await failureOf(sendAs(unsafe, 'stored', { url: 'http://127.0.0.1/' }))).toMatchObject({
      code: 'EGRESS_REFUSED',
    })
  })

  it('R46 a transport that could not be loaded once is loaded by the next request', async () => {
    const load = vi.fn(loadNodeModules).mockRejectedValueOnce(new Error('too many open files'))
    const egress = create({ ...open(), load })
    expect(await failureOf(sendAs(egress, 'stored', { url }))).toMatchObject({ data: { rule: 'runtime' } })
    await Promise.all([sendAs(egress, 'stored', { url }), sendAs(egress, 'code', { url })])
    expect([server.requests.length, load.mock.calls.length]).toEqual([2, 2])
  })
})

describe('R46 what an error tells', () => {
  it('R46 a stored definition hears of no address that a name leads to', async () => {
    await server.close()
    const host = 'inside.test'
    const options = { allow: [`${host}:${server.port}`], resolve: async () => ['127.0.0.1'] }
    const address = `http://${host}:${server.port}/x?key=secret`
    const stored = await failureOf(sendAs(create(options), 'stored', { url: address }))
    expect(stored.message).toBe(`GET http://${host}:${server.port}/x got no answer: ECONNREFUSED`)
    expect(stored.cause).toMatchObject({ code: 'ECONNREFUSED', message: 'ECONNREFUSED' })
    const code = await failureOf(sendAs(create(options), 'code', { url: address }))
    expect(code.message).toContain('connect ECONNREFUSED 127.0.0.1')
    for (const text of [stored.message, code.message, String(stored.cause), String(code.cause)])
      expect(text).not.toContain('secret')
  })

  it('R46 an address that was written is told what it is, and how it may be reached', async () => {
    const error = await failureOf(sendAs(create(), 'stored', { url: 'http://[fd00::1]:8080/?key=secret' }))
    expect(error.message).toBe(
      'GET http://[fd00::1]:8080 was not sent: its address is private (unique local), and only public ones may be reached. ' +
        'To allow it: createTriggers({ egress: { allow: ["[fd00::1]:8080"] } }).',
    )
  })
})
