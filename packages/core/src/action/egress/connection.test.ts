import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Egress, type EgressSetup } from './egress.ts'
import { certificate } from './fixture/certificate.ts'
import { DnsServer } from './fixture/dns-server.ts'
import { failureOf, sendAs } from './fixture/send.ts'
import { startWebServer, startWebServersOnOnePort, type WebServer } from './fixture/web-server.ts'

let dns: DnsServer
/** Two servers on one port: which of the two is asked shows which address was connected to. */
let good: WebServer
let evil: WebServer
let port: number
const made: Egress[] = []

beforeAll(async () => {
  dns = await DnsServer.start()
})
afterAll(() => dns.close())

beforeEach(async () => {
  ;[good, evil] = (await startWebServersOnOnePort(['127.0.0.2', '127.0.0.1'])) as [WebServer, WebServer]
  port = good.port
  good.answer = (_request, response) => response.end('good')
  dns.asked.length = 0
})
afterEach(async () => {
  await Promise.all([good.close(), evil.close(), ...made.splice(0).map((egress) => egress.close())])
})

function create(options: EgressSetup = {}): Egress {
  const egress = new Egress({ resolve: dns.resolve, tls: { ca: certificate.cert }, ...options })
  made.push(egress)
  return egress
}

describe('R46 the address that is checked is the address connected to', () => {
  it('R46 a name that changes its address between check and connection gains nothing', async () => {
    dns.set('rebind.test', ['127.0.0.2'], ['127.0.0.1'])
    const egress = create({ allow: [`127.0.0.2:${port}`] })
    const url = `http://rebind.test:${port}/`
    expect(await sendAs(egress, 'stored', { url })).toMatchObject({ body: 'good' })
    expect(dns.asked).toEqual(['rebind.test'])
    expect(await sendAs(egress, 'stored', { url })).toMatchObject({ body: 'good' })
    expect([dns.asked.length, good.connections]).toEqual([1, 1])
    await egress.close()
    expect(await failureOf(sendAs(egress, 'stored', { url }))).toMatchObject({ code: 'EGRESS_REFUSED' })
    expect([dns.asked.length, evil.connections]).toEqual([2, 0])
  })

  it.each([[['127.0.0.2', '127.0.0.1']], [['127.0.0.1', '127.0.0.2']], [['127.0.0.2', '::1']]])(
    'R46 a name that leads to %j is refused for the one that may not be reached',
    async (addresses) => {
      dns.set('both.test', addresses)
      const egress = create({ allow: [`127.0.0.2:${port}`] })
      const error = await failureOf(sendAs(egress, 'stored', { url: `http://both.test:${port}/?key=secret` }))
      expect(error.message).toBe(
        `GET http://both.test:${port} was not sent: its name leads to an address that is not public, and only public ones may be ` +
          `reached. To allow it: createTriggers({ egress: { allow: ["both.test:${port}"] } }).`,
      )
      expect(error.cause).toBeUndefined()
      expect([good.connections, evil.connections]).toEqual([0, 0])
    },
  )

  it('R46 several addresses that may all be reached are all tried', async () => {
    dns.set('spare.test', ['127.0.0.3', '127.0.0.2'])
    const egress = create({ allow: [`127.0.0.0/8:${port}`] })
    expect(await sendAs(egress, 'stored', { url: `http://spare.test:${port}/` })).toMatchObject({ body: 'good' })
  })

  it('R46 IPv6, also with IPv4 mapped into it', async () => {
    const six = await startWebServer('::1')
    dns.set('six.test', ['::1'])
    dns.set('mapped.test', ['::ffff:127.0.0.2'])
    dns.set('mapped-evil.test', ['::ffff:127.0.0.1'])
    const egress = create({ allow: [`[::1]:${six.port}`, `127.0.0.2:${port}`] })
    expect(await sendAs(egress, 'stored', { url: `http://six.test:${six.port}/` })).toMatchObject({ body: 'ok' })
    expect(await sendAs(egress, 'stored', { url: `http://[::1]:${six.port}/` })).toMatchObject({ body: 'ok' })
    expect(await sendAs(egress, 'stored', { url: `http://mapped.test:${port}/` })).toMatchObject({ body: 'good' })
    const refused = sendAs(egress, 'stored', { url: `http://mapped-evil.test:${port}/` })
    expect(await failureOf(refused)).toMatchObject({ code: 'EGRESS_REFUSED' })
    const closed = sendAs(create(), 'stored', { url: `http://six.test:${six.port}/` })
    expect(await failureOf(closed)).toMatchObject({ code: 'EGRESS_REFUSED' })
    expect(six.requests).toHaveLength(2)
    await six.close()
  })

  it('R46 a connection that code made is not there for stored definitions', async () => {
    dns.set('inside.test', ['127.0.0.2'])
    const egress = create()
    const url = `http://inside.test:${port}/`
    expect(await sendAs(egress, 'code', { url })).toMatchObject({ body: 'good' })
    expect(await failureOf(sendAs(egress, 'stored', { url }))).toMatchObject({ code: 'EGRESS_REFUSED' })
    expect(good.requests).toHaveLength(1)
  })

  it('R46 code is refused a name that leads to a metadata service, and nothing else', async () => {
    dns.set('sneaky.test', ['169.254.169.254'])
    dns.set('sneaky6.test', ['fd00:ec2::254'])
    const egress = create()
    for (const name of ['sneaky.test', 'sneaky6.test']) {
      const error = await failureOf(sendAs(egress, 'code', { url: `http://${name}:${port}/` }))
      expect(error).toMatchObject({ code: 'EGRESS_REFUSED', data: { rule: 'metadata' } })
    }
    expect(await sendAs(egress, 'code', { url: `http://127.0.0.2:${port}/` })).toMatchObject({ body: 'good' })
  })

  it('R46 a name that may not be asked for is not even looked up', async () => {
    const egress = create({ closed: true, allow: ['*.example.com'], deny: ['*.evil.test'] })
    const secret = await failureOf(sendAs(egress, 'stored', { url: 'http://secret.other.test/' }))
    const denied = await failureOf(sendAs(egress, 'stored', { url: 'http://secret.evil.test/' }))
    expect([secret.data.rule, denied.data.rule]).toEqual(['closed', 'deny'])
    expect(dns.asked).toEqual([])
  })
})

describe('R46 redirects', () => {
  it.each([
    ['http://127.0.0.1:PORT/admin?token=secret', 'http://127.0.0.1:PORT'],
    ['http://inside.test:PORT/admin?token=secret', 'http://inside.test:PORT'],
    ['//0x7f.1:PORT/', 'http://127.0.0.1:PORT'],
    ['http://[::ffff:127.0.0.1]:PORT/', 'http://[::ffff:7f00:1]:PORT'],
  ])('R46 from an address that may be reached to %s', async (location, told) => {
    dns.set('outside.test', ['127.0.0.2'])
    dns.set('inside.test', ['127.0.0.1'])
    good.answer = (_request, response) => {
      response.writeHead(307, { location: location.replace('PORT', String(port)) }).end()
    }
    const egress = create({ allow: [`outside.test:${port}`] })
    const error = await failureOf(sendAs(egress, 'stored', { url: `http://outside.test:${port}/`, method: 'POST' }))
    expect(error).toMatchObject({ code: 'EGRESS_REFUSED', retryable: false })
    expect(error.message).toContain(`A redirect to ${told.replace('PORT', String(port))} was not followed: `)
    expect(error.message).not.toContain('secret')
    expect([good.requests.length, evil.connections]).toEqual([1, 0])
  })

  it('R46 that go in a circle end, after as many as the option says', async () => {
    good.answer = ({ url }, response) => response.writeHead(302, { location: url === '/a' ? '/b' : '/a' }).end()
    const egress = create({ allow: [`127.0.0.2:${port}`], maxRedirects: 2 })
    const error = await failureOf(sendAs(egress, 'stored', { url: `http://127.0.0.2:${port}/a` }))
    expect(error).toMatchObject({ code: 'HTTP_REDIRECT', retryable: false })
    expect(good.requests).toHaveLength(3)
  })

  it('R46 with a user name are not followed, nor is it told', async () => {
    good.answer = (_request, response) => response.writeHead(302, { location: 'http://ann:secret@example.com/' }).end()
    const egress = create({ allow: [`127.0.0.2:${port}`] })
    const error = await failureOf(sendAs(egress, 'stored', { url: `http://127.0.0.2:${port}/` }))
    expect(error.code).toBe('HTTP_REDIRECT')
    expect(error.message).not.toContain('secret')
  })

  it.each(['file:///etc/passwd', 'gopher://127.0.0.1:6379/_X', 'http://', 'data:,x'])(
    'R46 to %s are none',
    async (location) => {
      good.answer = (_request, response) => response.writeHead(302, { location }).end()
      const egress = create({ allow: [`127.0.0.2:${port}`] })
      const error = await failureOf(sendAs(egress, 'stored', { url: `http://127.0.0.2:${port}/` }))
      expect(error).toMatchObject({ code: 'HTTP_STATUS', status: 302, retryable: false })
    },
  )
})

describe('R46 TLS', () => {
  let secure: WebServer

  beforeEach(async () => {
    secure = await startWebServer('127.0.0.2', { secure: true })
  })
  afterEach(() => secure.close())

  it('R46 the same checks, and the certificate is that of the name', async () => {
    dns.set('secure.test', ['127.0.0.2'])
    dns.set('secure.example', ['127.0.0.2'])
    const egress = create({ allow: [`127.0.0.2:${secure.port}`] })
    expect(await sendAs(egress, 'stored', { url: `https://secure.test:${secure.port}/` })).toMatchObject({ body: 'ok' })
    const other = await failureOf(sendAs(egress, 'stored', { url: `https://secure.example:${secure.port}/` }))
    expect(other).toMatchObject({ code: 'HTTP_FAILED', cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' } })
    const closed = await failureOf(sendAs(create(), 'stored', { url: `https://secure.test:${secure.port}/` }))
    expect(closed.code).toBe('EGRESS_REFUSED')
    expect(secure.requests).toEqual([`GET secure.test:${secure.port} /`])
  })

  it('R46 no way leads from https to http', async () => {
    dns.set('secure.test', ['127.0.0.2'])
    secure.answer = (_request, response) => response.writeHead(302, { location: `http://127.0.0.2:${port}/` }).end()
    const egress = create({ allow: ['127.0.0.2'], ports: ['1-65535'] })
    const error = await failureOf(sendAs(egress, 'stored', { url: `https://secure.test:${secure.port}/` }))
    expect(error).toMatchObject({ code: 'HTTP_REDIRECT', message: expect.stringContaining('to http:') })
    expect(good.connections).toBe(0)
  })
})
