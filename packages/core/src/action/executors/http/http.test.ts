import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runOne, toRun } from '../../run-fixture.ts'
import { httpExecutor } from './http.ts'
import type { HttpError } from './http-error.ts'
import type { HttpResponse } from './read-response.ts'

interface Received {
  method: string
  url: string
  headers: IncomingMessage['headers']
  body: string
}

let server: Server
let base: string
let received: Received[]
let answer: (request: Received, response: ServerResponse) => void

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => {
      const entry = { method: request.method!, url: request.url!, headers: request.headers, body }
      received.push(entry)
      answer(entry, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
})

beforeEach(() => {
  received = []
  answer = (_request, response) => response.end()
})

function send(
  type: string,
  payload: Record<string, unknown>,
  record: Record<string, unknown> = {},
  options = {},
): Promise<unknown> {
  return runOne(httpExecutor(options), { type, payload, record })
}

async function failure(work: Promise<unknown>): Promise<HttpError> {
  return (await work.catch((error: unknown) => error)) as HttpError
}

describe('http actions', () => {
  it('post JSON with headers, query and an idempotency key', async () => {
    answer = (_request, response) => response.writeHead(201, { 'Content-Type': 'application/json' }).end('{"id":5}')
    const payload = {
      url: `${base}/orders?a=1`,
      body: { id: '{{record.id}}', big: '{{record.big}}' },
      headers: { 'X-Key': 'k{{record.id}}' },
      query: { b: [1, 2], c: null },
    }
    const result = (await send('http.post', payload, { id: 7, big: 2n ** 60n })) as HttpResponse
    expect(result).toMatchObject({ status: 201, body: { id: 5 }, headers: { 'content-type': 'application/json' } })
    expect(received[0]).toMatchObject({
      method: 'POST',
      url: '/orders?a=1&b=1&b=2',
      body: '{"id":7,"big":"1152921504606846976"}',
    })
    expect(received[0]!.headers).toMatchObject({
      'x-key': 'k7',
      'content-type': 'application/json',
      'idempotency-key': '018f-key',
    })
  })

  it.each([
    ['http.get', 'GET'],
    ['http.put', 'PUT'],
    ['http.patch', 'PATCH'],
    ['http.delete', 'DELETE'],
    ['http.request', 'POST'],
    ['custom.http', 'POST'],
  ])('%s sends %s', async (type, method) => {
    await send(type, { url: base })
    expect(received[0]!.method).toBe(method)
    expect(received[0]!.headers['idempotency-key']).toBe(method === 'GET' ? undefined : '018f-key')
  })

  it('takes a method, an idempotency key and a text body of its own', async () => {
    await send('custom.http', { url: base, method: 'put', headers: { 'IDEMPOTENCY-KEY': 'mine' }, body: 'text' })
    expect(received[0]).toMatchObject({
      method: 'PUT',
      body: 'text',
      headers: { 'idempotency-key': 'mine', 'content-type': 'text/plain;charset=UTF-8' },
    })
    await expect(send('custom.http', { url: base, method: 'TRACE' })).rejects.toThrow('`method` has to be one of')
  })

  it('keeps values in their part of the address', async () => {
    await send(
      'http.get',
      { url: `${base}/u/{{record.name}}?email={{record.email}}&x={{record.none}}` },
      { name: 'a/b?c#d', email: 'a+b@c.de&admin=1' },
    )
    expect(received[0]!.url).toBe('/u/a%2Fb%3Fc%23d?email=a%2Bb%40c.de%26admin%3D1&x=')
    await send('http.get', { url: '{{record.hook}}/x' }, { hook: base })
    expect(received[1]!.url).toBe('/x')
    await expect(send('http.get', { url: `${base}/u/{{record.name}}/x` }, { name: '..' })).rejects.toThrow(
      'would lead to another path',
    )
    expect(() =>
      toRun({ type: 'http.get', payload: { url: `${base}/{{record.name}}` }, record: { name: 'a/../b' } }),
    ).toThrow('would lead to another path')
  })

  it('R26 refuses a path with a gap', async () => {
    await expect(send('http.delete', { url: `${base}/users/{{record.none}}` })).rejects.toThrow(
      'there is no value for {{record.none}}',
    )
    expect(received).toEqual([])
  })

  it.each([['ftp://x'], ['/relative'], ['javascript:alert(1)'], ['http://user:secret@x/']])(
    'refuses the address %s',
    async (url) => {
      const error = await failure(send('http.get', { url }))
      expect(error.code).toBe('ACTION_INPUT')
      expect(error.message).not.toContain('secret')
    },
  )

  it.each([
    [{ 'X-Name': '{{record.name}}' }, { name: 'a\r\nX-Evil: 1' }],
    [{ 'X-Name\r\nX-Evil': '1' }, {}],
  ])('refuses headers that break their line: %j', async (headers, record) => {
    expect((await failure(send('http.get', { url: base, headers }, record))).code).toBe('ACTION_INPUT')
    expect(received).toEqual([])
  })

  it.each([
    [503, true],
    [429, true],
    [408, true],
    [425, true],
    [500, true],
    [404, false],
    [400, false],
    [304, false],
  ])('an answer %i is an error, retryable: %s', async (status, retryable) => {
    answer = (_request, response) => response.writeHead(status, { 'Retry-After': '3' }).end('why')
    const error = await failure(send('http.post', { url: `${base}/x?secret=1` }))
    expect(error).toMatchObject({
      code: 'HTTP_STATUS',
      status,
      retryable,
      retryAfterMs: 3_000,
      message: `POST ${base}/x answered ${status}.`,
    })
  })

  it('no answer is a retryable error that says why', async () => {
    const error = await failure(send('http.get', { url: 'http://127.0.0.1:1/x' }))
    expect(error).toMatchObject({ code: 'HTTP_FAILED', retryable: true })
    expect(error.message).toMatch(/^GET http:\/\/127\.0\.0\.1:1\/x got no answer: /)
  })

  it('reads at most so many bytes', async () => {
    answer = (_request, response) => response.end('x'.repeat(100))
    expect(await send('http.get', { url: base }, {}, { maxResponseBytes: 100 })).toMatchObject({
      body: 'x'.repeat(100),
    })
    expect(await failure(send('http.get', { url: base }, {}, { maxResponseBytes: 99 }))).toMatchObject({
      code: 'HTTP_RESPONSE_TOO_LARGE',
      retryable: false,
    })
  })

  it('gives text as text, nothing as null, and JSON that is none as text', async () => {
    const bodies: [string, string, unknown][] = [
      ['text/plain', '{}', '{}'],
      ['application/json', '', null],
      ['application/problem+json', '{"a":1}', { a: 1 }],
      ['application/json', '{oops', '{oops'],
    ]
    for (const [type, text, body] of bodies) {
      answer = (_request, response) => response.writeHead(200, { 'Content-Type': type }).end(text)
      expect(await send('http.get', { url: base })).toMatchObject({ body })
    }
  })

  it('is ended by the signal', async () => {
    const controller = new AbortController()
    answer = () => controller.abort(new Error('time is up'))
    const work = runOne(httpExecutor(), { type: 'http.get', payload: { url: base } }, { signal: controller.signal })
    await expect(work).rejects.toThrow('time is up')
  })

  it('uses the fetch that it is given', async () => {
    const headers = { get: () => null, forEach: () => undefined }
    const fetch = async (url: string) => ({ status: 200, headers, text: async () => `from ${url}` })
    expect(await send('http.get', { url: 'http://x/' }, {}, { fetch })).toEqual({
      status: 200,
      headers: {},
      body: 'from http://x/',
    })
  })
})

describe('redirects', () => {
  it('are followed, a POST as GET after 302 and as it is after 307', async () => {
    answer = ({ url }, response) => {
      if (url === '/end') response.end('ok')
      else response.writeHead(url === '/a' ? 302 : 307, { Location: '/end' }).end()
    }
    expect(await send('http.post', { url: `${base}/a`, body: { x: 1 } })).toMatchObject({ body: 'ok' })
    await send('http.post', { url: `${base}/b`, body: { x: 1 } })
    expect(received.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['POST', '/a', '{"x":1}'],
      ['GET', '/end', ''],
      ['POST', '/b', '{"x":1}'],
      ['POST', '/end', '{"x":1}'],
    ])
    expect(received[1]!.headers['content-type']).toBeUndefined()
  })

  it('end after five, and take no key to another origin', async () => {
    answer = (_request, response) => response.writeHead(302, { Location: '/again' }).end()
    expect(await failure(send('http.get', { url: base }))).toMatchObject({ code: 'HTTP_REDIRECT' })
    expect(received).toHaveLength(6)
    const seen: IncomingMessage['headers'][] = []
    const other = createServer((request, response) => {
      seen.push(request.headers)
      response.end()
    })
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/end`
    answer = (_request, response) => response.writeHead(307, { Location: location }).end()
    await send('http.post', { url: base, headers: { 'X-API-Key': 'k', Authorization: 'b', Accept: 'c' } })
    other.closeAllConnections()
    other.close()
    expect(seen).toMatchObject([{ accept: 'c', 'idempotency-key': '018f-key' }])
    expect(seen[0]!['x-api-key'] ?? seen[0]!.authorization).toBeUndefined()
  })

  it('R46 are checked like the first address', async () => {
    answer = (_request, response) =>
      response.writeHead(302, { Location: 'http://169.254.169.254/latest/meta-data' }).end()
    expect(await failure(send('http.get', { url: base }))).toMatchObject({ code: 'EGRESS_REFUSED', retryable: false })
  })
})
