import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EngineOptions } from '../../../engine/engine-options.ts'
import { registerStored } from '../../../engine/register-stored.ts'
import { createTriggers, type Triggers } from '../../../engine/triggers.ts'
import type { Email } from '../../../provider/email-provider.ts'
import type { StorageProvider } from '../../../provider/storage-provider.ts'
import { createWorker } from '../../../queue/create-worker.ts'
import { memoryOutbox } from '../../../queue/memory-outbox.ts'
import { defineTable } from '../../../testing/define-table.ts'
import { MemoryDatabase } from '../../../testing/memory-database.ts'
import type { ActionDefinition } from '../../action-definition.ts'
import { DnsServer } from '../../egress/fixture/dns-server.ts'
import { startWebServer, type WebServer } from '../../egress/fixture/web-server.ts'

interface Stored {
  text: string
  mimeType: string
}

let stored: Stored[]
let mails: Email[]
let server: WebServer
let url: string
let engines: Triggers[]

beforeEach(async () => {
  stored = []
  mails = []
  engines = []
  server = await startWebServer('127.0.0.1')
  url = `http://127.0.0.1:${server.port}/file`
})
afterEach(async () => {
  await Promise.all([server.close(), ...engines.map((engine) => engine.close())])
})

const inPieces: StorageProvider = {
  family: 'storage',
  upload: async (_path, bytes, { mimeType }) => stored.push({ text: Buffer.from(bytes).toString(), mimeType }),
  delete: async () => undefined,
  copy: async () => undefined,
  async uploadStream(_path, pieces, { mimeType }) {
    const read: Uint8Array[] = []
    for await (const piece of pieces) read.push(piece)
    return stored.push({ text: read.map((piece) => Buffer.from(piece).toString()).join('|'), mimeType })
  },
}
const { uploadStream: _, ...whole } = inPieces

interface Attempted {
  record?: Record<string, unknown>
  storage?: StorageProvider
  options?: EngineOptions
  origin?: 'code' | 'stored'
  action?: Partial<ActionDefinition>
}

/** What one action comes to in an engine, of a definition in code or from a store. */
async function run(action: Record<string, unknown>, attempted: Attempted = {}) {
  const { record = {}, storage = inPieces, options, origin = 'code' } = attempted
  const email = { send: async (mail: Email) => mails.push(mail) }
  const engine = createTriggers({ providers: { storage, email }, onError: () => undefined, ...options })
  engines.push(engine)
  const { type, ...config } = action
  const { timeout, retry } = attempted.action ?? {}
  const step = { type, config, timeout, retry, name: 'step' } as ActionDefinition
  const trigger = { name: 'rule', events: ['afterInsert' as const], actions: [step] }
  if (origin === 'code') engine.register('orders', trigger)
  else registerStored(engine, { ...trigger, tables: ['orders'] })
  const report = await engine.execute('afterInsert', { table: 'orders', record })
  return report.triggers[0]!.actions[0]!
}

const upload = (given: Record<string, unknown>, attempted?: Attempted) =>
  run({ type: 'storage.upload', storage: 'files', path: '/a', ...given }, attempted)

describe('the content of a file', () => {
  const kinds: [string, () => unknown, string][] = [
    ['bytes', () => Buffer.from('hello'), 'application/octet-stream'],
    ['a Blob', () => new Blob(['hello'], { type: 'text/x' }), 'text/x'],
    ['a stream of Node', () => Readable.from([Buffer.from('he'), Buffer.from('llo')]), 'application/octet-stream'],
    ['a stream of texts', () => Readable.from(['he', 'llo']), 'application/octet-stream'],
    ['a web stream', () => new Blob(['hello']).stream(), 'application/octet-stream'],
    ['an async generator', () => pieces('he', 'llo'), 'application/octet-stream'],
  ]
  it.each(kinds)('%s in a record reaches storage and mails as it is', async (_kind, file, mimeType) => {
    for (const storage of [inPieces, whole]) {
      const report = await upload({ data: '{{record.file}}' }, { record: { file: file() }, storage })
      expect(report).toMatchObject({ status: 'done' })
    }
    expect(await upload({ dataField: 'file', mimeType: 'image/png' }, { record: { file: file() } })).toMatchObject({
      status: 'done',
    })
    expect(stored.map(({ text }) => text.replace('|', ''))).toEqual(['hello', 'hello', 'hello'])
    expect(stored.map((each) => each.mimeType)).toEqual([mimeType, mimeType, 'image/png'])
    await mail([{ filename: 'a.txt', data: '{{record.file}}' }], { record: { file: file() } })
    expect(mails[0]!.attachments).toEqual([{ filename: 'a.txt', bytes: new TextEncoder().encode('hello'), mimeType }])
  })

  it('base64 is text that says so', async () => {
    await upload({ dataField: 'file' }, { record: { file: 'aGVsbG8=' } })
    await upload({ data: 'aGVsbG8=' })
    await mail([
      { filename: 'a', data: 'aGVsbG8=', encoding: 'base64' },
      { filename: 'b', data: 'aGVsbG8=' },
    ])
    expect(stored.map(({ text }) => text)).toEqual(['hello', 'aGVsbG8='])
    expect(mails[0]!.attachments.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(['hello', 'aGVsbG8='])
  })

  it('comes in pieces where the provider takes pieces, else in one', async () => {
    const record = () => ({ file: pieces('a', 'b', 'c') })
    await upload({ data: '{{record.file}}' }, { record: record() })
    await upload({ data: '{{record.file}}' }, { record: record(), storage: whole })
    await upload({ data: Buffer.from('abc') })
    expect(stored.map(({ text }) => text)).toEqual(['a|b|c', 'abc', 'abc'])
  })

  it('a stream is read once: the second attempt says what may be tried again', async () => {
    let attempts = 0
    const failing: StorageProvider = {
      ...inPieces,
      async uploadStream(path, given, options, call) {
        await inPieces.uploadStream!(path, given, options, call)
        if (++attempts === 1) throw new Error('broken')
      },
    }
    const action = retried(4)
    const data = '{{record.file}}'
    const report = await upload({ data }, { record: { file: pieces('a') }, storage: failing, action })
    expect(report).toMatchObject({ status: 'failed', error: { code: 'ACTION_INPUT' } })
    expect(String(report.error)).toContain(
      'the stream in `data` was read by an earlier attempt: give bytes, a Blob or an address where it may be tried again',
    )
    expect(stored).toHaveLength(1)
    attempts = 0
    const again = await upload({ data }, { record: { file: new Blob(['a']) }, storage: failing, action })
    expect(again).toMatchObject({ status: 'done' })
  })

  it('a stream that breaks off, and one of something else than bytes, are errors', async () => {
    for (const storage of [inPieces, whole]) {
      const broken = await upload({ data: '{{record.file}}' }, { record: { file: brokenStream() }, storage })
      expect(String(broken.error)).toContain('the disk is gone')
      const odd = await upload({ data: '{{record.file}}' }, { record: { file: Readable.from([1, 2]) }, storage })
      expect(String(odd.error)).toContain('the stream in `data` gives something else than bytes')
    }
    expect(stored).toEqual([])
  })

  it('a stream that stands still ends with the attempt', async () => {
    let ended: Promise<unknown> | undefined
    const storage: StorageProvider = {
      ...inPieces,
      uploadStream: (path, given, options, call) => {
        const work = inPieces.uploadStream!(path, given, options, call)
        ended = work.catch((error: unknown) => error)
        return work
      },
    }
    const file = new Readable({ read: () => undefined })
    const report = await upload({ data: '{{record.file}}' }, { record: { file }, storage, action: { timeout: 50 } })
    expect(report).toMatchObject({ error: { code: 'ACTION_TIMEOUT' } })
    expect(await ended).toMatchObject({ code: 'ACTION_TIMEOUT' })
  })

  it('has at most `egress.maxFileBytes`, a stream and an address alike', async () => {
    server.answer = (_request, response) => response.end('123456')
    for (const storage of [inPieces, whole]) {
      const attempted = { storage, options: { egress: { maxFileBytes: 5 } } }
      const stream = await upload({ data: '{{record.file}}' }, { ...attempted, record: { file: pieces('123', '456') } })
      expect(String(stream.error)).toContain('has more than 5 bytes: see `egress.maxFileBytes`')
      const fetched = await upload({ url }, attempted)
      expect(fetched).toMatchObject({ error: { cause: { code: 'HTTP_RESPONSE_TOO_LARGE' } } })
      expect(String(fetched.error)).toContain('more than 5 bytes: see `egress.maxFileBytes`')
    }
    expect(stored).toEqual([])
  })
})

describe('R46 the content at an address', () => {
  it('R46 is fetched by a definition in code, also from a private address, for storage and mails', async () => {
    server.answer = (_request, response) => response.writeHead(200, { 'content-type': 'image/png' }).end('png')
    expect(await upload({ url: `${url}/{{record.name}}` }, { record: { name: 'a/b' } })).toMatchObject({
      status: 'done',
    })
    await upload({ url, mimeType: 'image/gif' }, { storage: whole })
    expect(stored).toEqual([
      { text: 'png', mimeType: 'image/png' },
      { text: 'png', mimeType: 'image/gif' },
    ])
    expect(server.requests[0]).toContain('/file/a%2Fb')
    await mail([{ filename: 'a.png', url }])
    expect(mails[0]!.attachments).toEqual([
      { filename: 'a.png', bytes: new TextEncoder().encode('png'), mimeType: 'image/png' },
    ])
  })

  it.each(['storage.upload', 'notification.email'])(
    'R46 %s of a stored definition fetches nothing from a private address',
    async (type) => {
      const target = `http://127.0.0.1:${server.port}/file`
      const report = await (type === 'storage.upload'
        ? upload({ url: target }, { origin: 'stored' })
        : mail([{ filename: 'a', url: target }], { origin: 'stored' }))
      expect(report).toMatchObject({ status: 'failed', error: { cause: { code: 'EGRESS_REFUSED' } } })
      expect([server.requests, stored, mails]).toEqual([[], [], []])
    },
  )

  it('R46 an address that a value chose reaches public places alone, also in code: what it leads to is handed out', async () => {
    const record = { url, list: [{ filename: 'a', url }] }
    const refused = 'only public ones may be reached'
    const upload = { type: 'storage.upload', storage: 's', path: '/a', url: '{{record.url}}' }
    expect((await run(upload, { record })).error?.message).toContain(refused)
    const mail = { type: 'notification.email', notification: 'e', recipients: 'a@b.de' }
    for (const attachments of [{ filename: 'a', url: '{{record.url}}' }, '{{record.list}}'])
      expect((await run({ ...mail, attachments }, { record })).error?.message).toContain(refused)
    const allowed = { egress: { allow: [`127.0.0.1:${server.port}`] } }
    expect(await run(upload, { record, options: allowed })).toMatchObject({ status: 'done' })
  })

  it('R46 a queued action fetches what it may fetch at once: from a private address that the definition in code writes out', async () => {
    server.answer = (_request, response) => response.end('file')
    const outbox = memoryOutbox()
    const engine = createTriggers({ outbox, providers: { storage: inPieces }, onError: () => undefined })
    engines.push(engine)
    const database = new MemoryDatabase({ tables: [defineTable('files', { id: 'integer', url: 'string' })] })
    database.connect(engine)
    const queued = {
      type: 'storage.upload',
      storage: 's',
      path: '/a',
      timing: 'queued',
      retry: { maxAttempts: 1 },
    } as const
    const actions = [
      { ...queued, name: 'written', url: `${url}?id={{record.id}}`, continueOnError: true },
      { ...queued, name: 'chosen', url: '{{record.url}}' },
    ]
    engine.register('files', { name: 't', events: ['afterInsert'], actions })
    await database.create('files', { id: 1, url })
    const { completed, dead } = await createWorker(engine).runOnce()
    expect([completed, dead, stored]).toEqual([1, 1, [{ text: 'file', mimeType: 'application/octet-stream' }]])
    expect(server.requests).toHaveLength(1)
  })

  it('R46 nor by the name of one, nor by a redirect to one', async () => {
    const dns = await DnsServer.start()
    dns.set('inside.test', ['127.0.0.1'])
    dns.set('outside.test', ['127.0.0.2'])
    const outside = await startWebServer('127.0.0.2')
    outside.answer = (_request, response) => response.writeHead(307, { location: url }).end()
    const options = { egress: { resolve: dns.resolve, allow: [`127.0.0.2:${outside.port}`] } }
    const byName = await upload({ url: `http://inside.test:${server.port}/` }, { origin: 'stored', options })
    expect(byName).toMatchObject({ error: { cause: { code: 'EGRESS_REFUSED' } } })
    const target = `http://outside.test:${outside.port}/`
    const redirected = await upload({ url: target }, { origin: 'stored', options })
    expect(redirected).toMatchObject({ error: { cause: { code: 'EGRESS_REFUSED' } } })
    expect(String(redirected.error)).toContain('A redirect to')
    expect([server.requests, stored, outside.requests.length]).toEqual([[], [], 1])
    expect(await upload({ url: target }, { options })).toMatchObject({ status: 'done' })
    await outside.close()
    dns.close()
  })

  it.each([
    [404, false],
    [403, false],
    [429, true],
    [408, true],
    [503, true],
  ])('an answer of %i is an error, tried again: %s', async (status, isRetried) => {
    server.answer = (_request, response) => response.writeHead(status).end('x'.repeat(100_000))
    const report = await upload({ url }, { action: retried(2) })
    expect(report.status).toBe('failed')
    expect(String(report.error)).toContain(`answered ${status}`)
    expect(server.requests).toHaveLength(isRetried ? 2 : 1)
    expect(stored).toEqual([])
  })

  it('a download that breaks off is an error, tried again from its beginning', async () => {
    let downloads = 0
    server.answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '6' })
      if (++downloads > 1) response.end('123456')
      else response.write('123', () => response.destroy())
    }
    const report = await upload({ url }, { storage: whole })
    expect(report).toMatchObject({ status: 'failed', error: { cause: { code: 'HTTP_FAILED' } } })
    downloads = 0
    expect(await upload({ url }, { action: retried(2) })).toMatchObject({ status: 'done' })
    expect(stored.map(({ text }) => text.replaceAll('|', ''))).toEqual(['123456'])
  })

  it('nobody reads on where the provider gave up: the connection ends', async () => {
    const closed = new Promise((resolve) => {
      server.answer = (request, response) => {
        request.socket.once('close', resolve)
        response.writeHead(200, { 'content-length': '1000000' }).write('1')
      }
    })
    const storage: StorageProvider = { ...inPieces, uploadStream: () => Promise.reject(new Error('no room')) }
    expect(String((await upload({ url }, { storage })).error)).toContain('no room')
    await closed
  })

  it('ends with the attempt', async () => {
    server.answer = (_request, response) => response.writeHead(200).write('1')
    const report = await upload({ url }, { action: { timeout: 200 } })
    expect(report).toMatchObject({ error: { code: 'ACTION_TIMEOUT' } })
  })
})

const retried = (maxAttempts: number) => ({ retry: { maxAttempts, initialDelay: 1 } }) as Partial<ActionDefinition>

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text)
}

function brokenStream(): Readable {
  const stream = new Readable({ read: () => undefined })
  stream.push(Buffer.from('a'))
  setTimeout(() => stream.destroy(new Error('the disk is gone')), 10)
  return stream
}

const mail = (attachments: unknown, attempted?: Attempted) =>
  run({ type: 'notification.email', notification: 'emails', recipients: 'a@b.de', attachments }, attempted)
