import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AppProvider } from '@triggerkit/core'
import { type OpenApiApp, openApi } from '@triggerkit/providers/openapi'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { providerCall } from './fixture/provider-call.ts'
import { crm, payments } from './openapi/documents.ts'
import { type ApiServer, apiSecret, startApiServer } from './server/openapi-server.ts'

let api: ApiServer
let provider: AppProvider
const auth = { bearer: apiSecret }

beforeAll(async () => {
  api = await startApiServer()
  provider = openApi({
    apps: {
      stripe: { document: payments, serverUrl: api.url, auth: { bearer: async () => apiSecret } },
      crm: { document: crm, serverUrl: `${api.url}/api/`, auth, headers: { 'X-Version': '2' } },
    },
  })
})
afterEach(() => {
  api.answer = undefined
})
afterAll(async () => {
  await provider.close?.()
  await api.close()
})

const last = () => api.requests.at(-1)!
const run = (app: string, action: string, input?: unknown, given = {}) =>
  provider.execute(app, action, input, providerCall(given))
const failure = (app: string, action: string, input?: unknown): Promise<Error & { status?: number }> =>
  run(app, action, input).then(
    () => expect.fail('it was done'),
    (error) => error,
  )

describe('requests', () => {
  it('of a form have nested values in brackets, and the idempotency key', async () => {
    const input = {
      email: 'ann@example.com',
      balance: '12',
      metadata: { 'order id': 7, 'a&b': 'ü' },
      expand: ['a', 'b'],
      tags: ['x', 'y'],
      raw: { a: [1] },
      shipping: { name: 'Ann', address: { line1: 'Street', lines: [{ n: 1 }] } },
      description: null,
    }
    const result = await run('stripe', 'post-customers', input, { idempotencyKey: 'key-1' })
    expect(result).toEqual({ status: 200, body: { url: '/v1/customers' } })
    const { method, headers, body } = last()
    expect(method).toBe('POST')
    expect(headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded',
      'idempotency-key': 'key-1',
      authorization: `Bearer ${apiSecret}`,
    })
    expect(body.split('&').map(decodeURIComponent)).toEqual([
      'email=ann@example.com',
      'balance=12',
      'metadata[order id]=7',
      'metadata[a&b]=ü',
      'expand[0]=a',
      'expand[1]=b',
      'tags=x',
      'tags=y',
      'raw={"a":[1]}',
      'shipping[name]=Ann',
      'shipping[address][line1]=Street',
      'shipping[address][lines][0][n]=1',
      'description=',
    ])
    expect(body).toContain('metadata[a%26b]=%C3%BC')
  })

  it('have paths that lead nowhere else, and queries as the document has them', async () => {
    await run('x:stripe', 'getCustomersCustomer', {
      customer: 'a/../b?c#d',
      expand: ['q'],
      limit: '5',
      ids: ['1', '2'],
    })
    expect(last().url).toBe('/v1/customers/a%2F..%2Fb%3Fc%23d?expand[0]=q&limit=5&ids=1%2C2')
    expect(last().headers['idempotency-key']).toBeUndefined()
    const count = api.requests.length
    for (const customer of ['..', '.', ''])
      await expect(run('stripe', 'DeleteCustomersCustomer', { customer })).rejects.toMatchObject({
        code: 'INPUT_INVALID',
      })
    expect(api.requests).toHaveLength(count)
  })

  it('of JSON keep what JSON has, and take large numbers that databases give as texts', async () => {
    const input = {
      org: 'a b',
      'X-Trace': 'id',
      dry: true,
      name: 'Ann',
      score: '12.5',
      born: '2000-01-02',
      tag: { label: 'x' },
    }
    await run('crm', 'CreateContact', input)
    expect(last()).toMatchObject({
      url: '/api/orgs/a%20b/contacts?dry=true',
      headers: { 'x-trace': 'id', 'x-version': '2' },
    })
    expect(JSON.parse(last().body)).toEqual({ name: 'Ann', score: 12.5, born: '2000-01-02', tag: { label: 'x' } })
    await run('crm', 'create_contact', {
      path: { org: 'o' },
      headers: { 'x-trace': 'id' },
      body: { name: 'B', score: null },
    })
    expect(JSON.parse(last().body)).toEqual({ name: 'B', score: null })
    expect(last().headers['x-trace']).toBe('id')
  })

  it('go out once for one idempotency key, as far as the receiver keeps to it', async () => {
    const before = api.done
    for (let times = 0; times < 3; times++)
      await run('crm', 'POST /orgs/{org}/contacts', { org: 'o', name: 'Ann' }, { idempotencyKey: 'the-same' })
    expect(api.done - before).toBe(1)
  })
})

describe('what is wrong', () => {
  it('is told of the whole input at once, before anything is sent', async () => {
    const count = api.requests.length
    const form = await failure('stripe', 'PostCustomers', { balance: 0, metadata: 3, other: 1, shipping: {} })
    expect(form).toMatchObject({ code: 'INPUT_INVALID', retryable: false })
    for (const part of [
      'body.email: is missing',
      'body.balance: must be > 0',
      'body.other: is not known',
      'body.shipping.address: is missing',
    ])
      expect(form.message).toContain(part)
    const json = await failure('crm', 'create-contact', {
      query: { dri: 1 },
      headers: { 'X-Trace': 'a', authorization: 'Bearer x', host: 'elsewhere' },
      body: { name: 7, born: 'yesterday', tag: { label: 'x', children: [{ label: 'y', children: [{}] }] } },
    })
    for (const part of [
      'path.org: is missing',
      'query.dri: is not known',
      'headers.X-Trace: must NOT have fewer than 2 characters',
      'headers.authorization: is not known',
      'headers.host: is not known',
      'body.name: must be string',
      'body.born: must match format "date"',
      'body.tag.children.0.children.0.label: is missing',
    ])
      expect(json.message).toContain(part)
    expect((await failure('crm', 'create-contact', { org: 'o', 'X-Trace': 'a\r\nb: c', name: 'x' })).message).toContain(
      'headers.X-Trace: its name or value has characters that no header has',
    )
    expect((await failure('crm', 'create-contact', 'text')).message).toContain('has to be an object')
    expect((await failure('stripe', 'DeleteCustomersCustomer', { customer: 'c', more: 1 })).message).toContain(
      'more: is no parameter',
    )
    expect(
      (await failure('crm', 'create-contact', { org: 'o', name: 'x', score: '9007199254740993' })).message,
    ).toContain('body.score: must be number,null')
    expect(api.requests).toHaveLength(count)
  })

  it('is told of names: the closest operations, and those that are the same but for the case', async () => {
    expect(await failure('stripe', 'create-customer', {})).toMatchObject({
      code: 'APP_ACTION_UNKNOWN',
      retryable: false,
      message: expect.stringMatching(
        /there is no operation "create-customer"\. The closest: PostCustomers, /,
      ) as string,
    })
    expect((await failure('crm', 'UploadFile')).message).toContain(
      'is more than one operation: uploadFile, upload_file',
    )
    expect((await failure('crm', 'upload_file')).message).toContain('multipart/form-data cannot be made')
    expect(await failure('strip', 'x')).toMatchObject({ code: 'APP_UNKNOWN' })
  })

  it.each([
    [400, {}, false, undefined],
    [404, {}, false, undefined],
    [409, {}, true, undefined],
    [429, { 'retry-after': '3' }, true, 3_000],
    [503, {}, true, undefined],
    [304, {}, false, undefined],
  ] as const)('%i of the server is an error', async (status, headers, retryable, retryAfterMs) => {
    const told = `No such\r\n customer for ${apiSecret}`
    api.answer = () => ({ status, headers, ...(status !== 304 && { body: { error: { message: told } } }) })
    const error = await failure('stripe', 'DeleteCustomersCustomer', { customer: 'c' })
    expect(error).toMatchObject({ code: 'HTTP_STATUS', status, retryable, retryAfterMs })
    if (status !== 304) expect(error.message).toContain(`answered ${status}: No such customer for [secret:openapi]`)
  })

  it('is told of a connection that breaks off', async () => {
    api.answer = () => 'close'
    expect(await failure('crm', 'uploadFile')).toMatchObject({ retryable: true })
  })

  it.each([302, 307])('takes a redirect (%i) for no answer, and follows none', async (status) => {
    const other = await startApiServer()
    for (const location of [`${other.url}/else`, '/login', '?again']) {
      api.answer = ({ url: path }) => (path === '/login' ? { status: 200 } : { status, headers: { location } })
      const error = await failure('crm', 'create-contact', { org: 'o', name: 'x' })
      expect(error).toMatchObject({ code: 'HTTP_REDIRECT', retryable: false })
      expect(error.message).toContain('Give `serverUrl` as the address that does it.')
    }
    expect(other.requests).toEqual([])
    await other.close()
  })

  it('takes for done what was answered with 2xx, whatever becomes of the rest of the answer', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write('{"id":', () => response.destroy())
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const broken = openApi({ apps: { crm: { document: crm, serverUrl: `http://127.0.0.1:${port}/`, auth } } })
    const done = await broken.execute('crm', 'create-contact', { org: 'o', name: 'x' }, providerCall())
    expect(done).toEqual({ status: 200, body: null, isBodyOmitted: true })
    await broken.close!()
    server.close()
  })

  it.each([
    [200, undefined],
    [503, true],
    [422, false],
  ] as const)('goes by the status %s where the answer is larger than is read', async (status, retryable) => {
    const server = await startApiServer()
    server.answer = () => ({ status, body: { text: 'x'.repeat(100) } })
    const small = openApi({
      apps: { crm: { document: crm, serverUrl: server.url, auth, egress: { maxResponseBytes: 10 } } },
    })
    const doing = small.execute('crm', 'create-contact', { org: 'o', name: 'x' }, providerCall())
    if (retryable === undefined) expect(await doing).toEqual({ status, body: null, isBodyOmitted: true })
    else await expect(doing).rejects.toMatchObject({ retryable, status })
    await small.close!()
    await server.close()
  })
})

describe('operations', () => {
  const only = (operations: readonly string[]): AppProvider =>
    openApi({ apps: { crm: { document: crm, serverUrl: `${api.url}/`, auth, operations } } })

  it('are those that are listed, if any are', async () => {
    const limited = only(['create-contact'])
    const before = api.requests.length
    await limited.execute('crm', 'createContact', { org: 'o', name: 'x' }, providerCall())
    await expect(limited.execute('crm', 'upload_file', {}, providerCall())).rejects.toMatchObject({
      code: 'APP_ACTION_UNKNOWN',
      message: expect.stringContaining('The closest: createContact'),
    })
    expect(api.requests.length).toBe(before + 1)
    await limited.close!()
  })

  it('have to be in the document', async () => {
    const wrong = only(['create-contract'])
    await expect(wrong.execute('crm', 'createContact', {}, providerCall())).rejects.toThrow(
      /`operations`: there is no operation "create-contract". The closest: createContact/,
    )
    await wrong.close!()
    expect(() => only('create-contact' as never)).toThrow(/`apps.crm.operations` has to be a list/)
  })
})

describe('documents', () => {
  it('are read from files and addresses, once, and again where that failed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'openapi-'))
    await writeFile(join(folder, 'crm.json'), JSON.stringify(crm))
    const tried = async (document: string): Promise<AppProvider> =>
      openApi({ apps: { crm: { document, serverUrl: api.url, auth } } })
    const file = await tried(join(folder, 'crm.json'))
    expect(await file.execute('crm', 'uploadFile', {}, providerCall())).toMatchObject({ status: 200 })
    api.answer = ({ url }) => (url === '/crm.json' ? { status: 503 } : {})
    const remote = await tried(`${api.url}/crm.json`)
    await expect(remote.execute('crm', 'uploadFile', {}, providerCall())).rejects.toMatchObject({ retryable: true })
    api.answer = ({ url }) => ({ body: url === '/crm.json' ? crm : { done: true } })
    expect(await remote.execute('crm', 'uploadFile', {}, providerCall())).toMatchObject({ body: { done: true } })
    await remote.execute('crm', 'uploadFile', {}, providerCall())
    expect(api.requests.filter(({ url }) => url === '/crm.json')).toHaveLength(2)
    await Promise.all([file.close?.(), remote.close?.(), rm(folder, { recursive: true })])
  })

  it.each<[string, OpenApiApp, RegExp]>([
    ['that are not there', { document: '/nowhere/x.json' }, /could not read the OpenAPI document of "app"/],
    ['that are none', { document: { openapi: '3.1.0' } }, /could not read the OpenAPI document/],
    [
      'of Swagger 2',
      { document: { swagger: '2.0', info: { title: 'x', version: '1' }, paths: {} } },
      /no OpenAPI 3\.0 or 3\.1/,
    ],
    ['that refer to others', { document: referring() }, /refers to other documents \(\.\/other\.yaml#\/x\)/],
  ])('%s are final', async (_, app, message) => {
    const wrong = openApi({ apps: { app } })
    await expect(wrong.execute('app', 'x', {}, providerCall())).rejects.toMatchObject({
      message: expect.stringMatching(message) as string,
      retryable: false,
    })
    await wrong.close?.()
  })

  it('without a whole address of a server need one', async () => {
    const lost = openApi({ apps: { crm: { document: crm } } })
    await expect(lost.execute('crm', 'uploadFile', {}, providerCall())).rejects.toThrow('give `serverUrl`')
    await lost.close?.()
  })
})

it('sends keys as it is told', async () => {
  const ways = [
    { apiKey: 'k 1', header: 'X-Key' },
    { apiKey: 'k 2', query: 'key' },
    { basic: { username: 'sk' } },
  ] as const
  api.answer = () => ({})
  for (const way of ways) {
    const keyed = openApi({ apps: { crm: { document: crm, serverUrl: api.url, auth: way } } })
    await keyed.execute('crm', 'uploadFile', {}, providerCall())
    await keyed.close?.()
  }
  const [header, query, basic] = api.requests.slice(-3)
  expect([header!.headers['x-key'], query!.url, basic!.headers.authorization]).toEqual([
    'k 1',
    '/files?key=k%202',
    'Basic c2s6',
  ])
})

it('tells all that is wrong with its options', () => {
  const wrong = {
    document: '',
    serverUrl: 'ftp://x',
    auth: { apiKey: '' } as never,
    headers: { 'a b': 'c' },
    egress: { maxRedirects: -1 },
  }
  expect(() => openApi({ apps: { a: wrong } })).toThrow(
    /a\.document.*a\.serverUrl.*auth\.apiKey.*auth`.*headers.*egress/,
  )
  expect(() => openApi({ apps: {} })).toThrow('at least one application')
})

function referring(): object {
  const schema = { $ref: './other.yaml#/x' }
  const post = {
    operationId: 'x',
    requestBody: { content: { 'application/json': { schema } } },
    responses: { 200: { description: '' } },
  }
  return { openapi: '3.1.0', info: { title: 'x', version: '1' }, paths: { '/x': { post } } }
}
