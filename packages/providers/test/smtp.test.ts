import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { createTriggers, type Email, ProviderError, Trigger } from '@triggerkit/core'
import { simpleParser } from 'mailparser'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type MailToSend, type MailTransport, smtp } from '../src/smtp/index.ts'
import { certificate } from './fixture/certificate.ts'
import { startSilentServer } from './server/silent-server.ts'
import { type MailServer, startMailServer } from './server/smtp-server.ts'

let server: MailServer
let port: number

beforeAll(async () => {
  server = await startMailServer()
  port = server.port
})
afterAll(() => server.close())
beforeEach(() => void server.received.splice(0))

const email: Email = {
  to: [{ address: 'bob@x.de' }],
  cc: [],
  bcc: [],
  subject: 'Hello',
  text: 'Hi',
  attachments: [],
  message: 'default',
  variables: {},
}
const call = (signal = new AbortController().signal) => ({
  signal,
  idempotencyKey: '018f 7a',
  trigger: 't',
  action: 'a',
  event: 'afterInsert' as const,
  table: 'orders',
  timestamp: '2026-01-02T03:04:05.000Z',
})
const receivedHead = (): string => server.received[0]!.source.split('\r\n\r\n')[0]!.replaceAll('\r\n ', ' ')

describe('smtp()', () => {
  it('delivers what a trigger sends', async () => {
    const mail = smtp({
      url: `smtp://127.0.0.1:${port}`,
      from: 'The Shop <shop@x.de>',
      messages: { welcome: { subject: 'Grüße, {{name}}', text: 'Hi {{name}}', html: '<b>{{name}}</b>' } },
    })
    const triggers = createTriggers({ providers: { emails: mail } })
    triggers.register('users', {
      name: 'welcome',
      events: ['afterInsert'],
      actions: [
        Trigger.notification.email('emails:welcome', ['{{record.email}}'], { template: { name: '{{record.name}}' } }),
      ],
    })
    const report = await triggers.execute('afterInsert', {
      table: 'users',
      record: { email: 'ann@x.de', name: 'Ann & Co\r\nBcc: evil@x.de' },
    })
    expect(report.triggers[0]!.actions[0]).toMatchObject({
      status: 'done',
      result: { accepted: ['ann@x.de'], rejected: [] },
    })
    expect(server.received).toMatchObject([{ from: 'shop@x.de', to: ['ann@x.de'] }])
    const { source } = server.received[0]!
    expect(source).toMatch(/^From: The Shop <shop@x.de>\r$/m)
    expect(source).toMatch(/^To: ann@x.de\r$/m)
    expect(source).toMatch(/^Subject: =\?UTF-8\?/m)
    expect(source.split('\r\n\r\n')[0]).not.toMatch(/^Bcc:/im)
    expect(source).toContain('Ann &#38; Co')
    await triggers.close()
  })

  it('makes the Message-ID of the idempotency key', async () => {
    const mail = smtp({ host: '127.0.0.1', port, from: 'shop@x.de' })
    const first = (await mail.send(email, call())) as { messageId: string }
    const second = (await mail.send(email, call())) as { messageId: string }
    expect([first.messageId, second.messageId]).toEqual(['<018f-7a@x.de>', '<018f-7a@x.de>'])
    expect(server.received[0]!.source).toMatch(/^Message-ID: <018f-7a@x.de>\r$/m)
  })

  it('sends to cc and bcc, the latter unseen, from whom the action says', async () => {
    const mail = smtp({ host: '127.0.0.1', port, from: 'shop@x.de', pool: true })
    await mail.send(
      {
        ...email,
        cc: [{ address: 'c@x.de', name: 'Cid, the "first"' }],
        bcc: [{ address: 'd@x.de' }],
        from: { address: 'me@x.de' },
        replyTo: { address: 'r@x.de' },
      },
      call(),
    )
    await mail.close!()
    expect(server.received[0]).toMatchObject({ from: 'me@x.de', to: ['bob@x.de', 'c@x.de', 'd@x.de'] })
    expect(server.received[0]!.source).not.toContain('d@x.de')
    expect(server.received[0]!.source).toMatch(/^Cc: "Cid, the \\"first\\"" <c@x.de>\r$/m)
  })

  it('carries files byte by byte under their names, whatever is in them', async () => {
    const mail = smtp({ host: '127.0.0.1', port, from: 'shop@x.de' })
    const bytes = Uint8Array.from({ length: 1_000 }, (_, index) => index % 256)
    const filename = 'Rechnung "ü"; x=1 / http:// .pdf'
    const attachments = [
      { filename, bytes: bytes.subarray(10), mimeType: 'application/pdf' },
      { filename: '/etc/passwd', bytes: new Uint8Array(0), mimeType: 'text/plain;charset=UTF-8' },
    ]
    await mail.send({ ...email, attachments }, call())
    const parsed = await simpleParser(server.received[0]!.source)
    expect(parsed.text?.trim()).toBe('Hi')
    expect(parsed.attachments).toMatchObject([
      { filename, contentType: 'application/pdf', size: 990 },
      { filename: '/etc/passwd', contentType: 'text/plain', size: 0 },
    ])
    expect(Buffer.compare(parsed.attachments[0]!.content, bytes.subarray(10))).toBe(0)
  })

  it('no header comes of a type of a file that breaks its line', async () => {
    const mail = smtp({ host: '127.0.0.1', port, from: 'shop@x.de' })
    const mimeType = 'text/plain\r\nX-Evil: 1\r\n\r\nevil'
    await mail.send(
      { ...email, attachments: [{ filename: 'a\r\nX-Evil: 1', bytes: new Uint8Array(1), mimeType }] },
      call(),
    )
    expect(server.received[0]!.source).not.toMatch(/^(X-Evil|evil)/m)
  })

  it('says how to get off the list: by an address, by one click, by mail', async () => {
    const mail = smtp({ host: '127.0.0.1', port, from: 'shop@x.de', unsubscribeMail: 'leave@x.de' })
    const unsubscribeUrl = `https://x.de/leave?token=${'a'.repeat(120)}&list=%3Cnews%3E,=?utf-8?q?x?=`
    await mail.send({ ...email, unsubscribeUrl }, call())
    expect(receivedHead()).toContain(`List-Unsubscribe: <${unsubscribeUrl}>, <mailto:leave@x.de>`)
    expect(receivedHead()).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m)
    server.received.splice(0)
    await mail.send(email, call())
    expect(receivedHead()).toContain('List-Unsubscribe: <mailto:leave@x.de>')
    expect(receivedHead()).not.toContain('List-Unsubscribe-Post')
    server.received.splice(0)
    const plain = smtp({ host: '127.0.0.1', port, from: 'shop@x.de' })
    await plain.send({ ...email, unsubscribeUrl: 'http://x.de/leave' }, call())
    expect(receivedHead()).toMatch(/List-Unsubscribe: <http:\/\/x.de\/leave>\r?$/m)
    expect(receivedHead()).not.toContain('List-Unsubscribe-Post')
  })
})

describe('what smtp() does where something goes wrong', () => {
  it.each([
    ['gone@x.de', 550, false],
    ['busy@x.de', 450, true],
  ])('an answer for %s is %i, retryable: %s', async (address, status, retryable) => {
    const mail = smtp({ url: `smtp://ann:s3cret%20right@127.0.0.1:${port}`, from: 'shop@x.de' })
    const error = await mail.send({ ...email, to: [{ address }] }, call()).catch((thrown: unknown) => thrown)
    expect(ProviderError.isInstance(error)).toBe(true)
    expect(error).toMatchObject({
      code: 'SMTP_FAILED',
      status,
      retryable,
      message: expect.stringContaining(
        `smtp could not send the mail through the mail server 127.0.0.1:${port}`,
      ) as unknown,
    })
    expect(String(error)).not.toContain('s3cret')
  })

  it('a recipient that is refused beside others is told, and the others get it; all refused may be tried where one may be taken later', async () => {
    const mail = smtp({ host: '127.0.0.1', port, from: 'shop@x.de' })
    const [gone, busy] = [{ address: 'gone@x.de' }, { address: 'busy@x.de' }]
    expect(await mail.send({ ...email, to: [gone, ...email.to], bcc: [busy] }, call())).toMatchObject({
      accepted: ['bob@x.de'],
      rejected: ['gone@x.de', 'busy@x.de'],
    })
    expect(server.received).toMatchObject([{ to: ['bob@x.de'] }])
    const refused = { ...email, to: [busy, gone] }
    await expect(mail.send(refused, call())).rejects.toMatchObject({ status: 450, retryable: true })
    await expect(mail.send({ ...email, to: [gone, gone] }, call())).rejects.toMatchObject({ status: 550 })
    expect(server.received).toHaveLength(1)
  })

  it('tells a wrong password (final) from a server that is down (not)', async () => {
    const wrong = smtp({ host: '127.0.0.1', port, auth: { user: 'ann', pass: 'wrong' }, from: 'shop@x.de' })
    await expect(wrong.send(email, call())).rejects.toMatchObject({ status: 535, retryable: false })
    await expect(wrong.health!(call())).rejects.toMatchObject({ status: 535 })
    const down = smtp({ host: '127.0.0.1', port: 1, from: 'shop@x.de' })
    await expect(down.send(email, call())).rejects.toMatchObject({ code: 'ECONNREFUSED', retryable: true })
  })

  it('a mail that is too large is refused before it is sent where the server says how much it takes, else after', async () => {
    const [announcing, silent] = [await startMailServer({ size: 5_000 }), await startMailServer({ silentSize: 5_000 })]
    const large = { filename: 'a.bin', bytes: new Uint8Array(5_000), mimeType: 'application/octet-stream' }
    for (const { port: other } of [announcing, silent]) {
      const mail = smtp({ host: '127.0.0.1', port: other, from: 'shop@x.de' })
      await expect(mail.send({ ...email, attachments: [large] }, call())).rejects.toMatchObject({
        retryable: false,
        message: expect.stringContaining('Send less') as unknown,
      })
      expect(await mail.send(email, call())).toMatchObject({ accepted: ['bob@x.de'] })
    }
    await Promise.all([announcing.close(), silent.close()])
  })

  it('gives up when the time is up, and does not begin after that', async () => {
    const silent = await startSilentServer()
    for (const pool of [false, true]) {
      const mail = smtp({ host: '127.0.0.1', port: silent.port, from: 'shop@x.de', timeoutMs: 200, pool })
      const controller = new AbortController()
      setTimeout(() => controller.abort(new Error('time is up')), 20)
      await expect(mail.send(email, call(controller.signal))).rejects.toThrow('time is up')
      await expect(mail.send(email, call())).rejects.toMatchObject({ name: 'ProviderError', retryable: true })
      await expect(mail.send(email, call(AbortSignal.abort(new Error('too late'))))).rejects.toThrow('too late')
      await mail.close!()
    }
    await silent.close()
  })

  it.each([
    ['breaks off in the middle of a mail', undefined, { code: 'SMTP_FAILED', retryable: true }],
    ['shuts down', '421 4.3.2 shutting down', { status: 421, retryable: true }],
    ['has no room now', '452 4.2.2 mailbox full', { status: 452, retryable: true }],
    ['takes no such mail', '554 5.7.1 spam', { status: 554, retryable: false }],
  ])('a server that %s', async (_what, answer, expected) => {
    const odd = createServer((socket) => {
      socket.on('error', () => undefined).write('220 odd ESMTP\r\n')
      socket.on('data', (chunk) => {
        const text = chunk.toString()
        if (text.startsWith('DATA')) return socket.write('354 go on\r\n')
        if (/^(EHLO|MAIL|RCPT|QUIT|RSET)/.test(text)) return socket.write('250 fine\r\n')
        if (answer === undefined) return socket.destroy()
        return text.endsWith('\r\n.\r\n') && socket.write(`${answer}\r\n`)
      })
    })
    odd.listen(0, '127.0.0.1')
    await once(odd, 'listening')
    for (const pool of [false, true]) {
      const mail = smtp({ host: '127.0.0.1', port: (odd.address() as AddressInfo).port, from: 'shop@x.de', pool })
      await expect(mail.send(email, call())).rejects.toMatchObject(expected)
      await mail.close!()
    }
    odd.close()
  })

  it('needs a sender, and says so', async () => {
    const mail = smtp({ host: '127.0.0.1', port })
    await expect(mail.send(email, { ...call(), tag: 'emails' })).rejects.toMatchObject({
      retryable: false,
      message: 'smtp "emails" has no sender for the mail: give smtp({ from }), or `from` in the action.',
    })
  })

  it('sends nothing more once it is closed, also what waits for a connection of its pool', async () => {
    const mail = smtp({ host: '127.0.0.1', port, from: 'shop@x.de', pool: true, maxConnections: 1 })
    const sends = [1, 2, 3].map(() => mail.send(email, call()).catch((error: unknown) => error))
    await sends[0]
    await mail.close!()
    const settled = await Promise.all(sends)
    expect(settled[2]).toMatchObject({
      message: expect.stringContaining('pool was closed') as unknown,
      retryable: true,
    })
    await expect(mail.send(email, call())).rejects.toThrow('the provider is closed')
  })
})

describe('connections of smtp()', () => {
  it('TLS by a certificate of your own, from the first byte or by STARTTLS, which can be required', async () => {
    const tls = { ca: certificate.cert }
    for (const security of ['tls', 'starttls'] as const) {
      const safe = await startMailServer({ security, needsAuth: true })
      const url = `${security === 'tls' ? 'smtps' : 'smtp'}://ann:s3cret%20right@127.0.0.1:${safe.port}`
      const mail = smtp({ url, from: 'shop@x.de', tls, requireTls: true })
      await mail.health!(call())
      expect(await mail.send(email, call())).toMatchObject({ accepted: ['bob@x.de'] })
      const untrusting = smtp({ url, from: 'shop@x.de' })
      await expect(untrusting.send(email, call())).rejects.toMatchObject({
        code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
        retryable: true,
      })
      await safe.close()
    }
    const unsafe = smtp({ host: '127.0.0.1', port, from: 'shop@x.de', requireTls: true })
    await expect(unsafe.send(email, call())).rejects.toMatchObject({
      retryable: false,
      message: expect.stringContaining('See that the server speaks TLS') as unknown,
    })
  })

  it('a pool keeps its connections, as many as it may have, and renews them', async () => {
    const busy = await startMailServer()
    const at = { host: '127.0.0.1', port: busy.port, from: 'shop@x.de' }
    const mail = smtp({ ...at, pool: true, maxConnections: 3, maxMessages: 20 })
    expect(mail.concurrency).toBe(3)
    expect(smtp({ ...at, pool: true }).concurrency).toBe(5)
    expect(smtp(at).concurrency).toBeUndefined()
    await Promise.all(Array.from({ length: 60 }, () => mail.send(email, call())))
    expect(busy.received).toHaveLength(60)
    expect(busy.mostConnections()).toBe(3)
    expect(busy.connections()).toBeLessThan(10)
    await mail.close!()
    await busy.close()
  })

  it('uses a transporter that it is given, and leaves it open', async () => {
    const sent: MailToSend[] = []
    let closed = false
    const transport = {
      sendMail: async (mail: MailToSend) => ({ messageId: sent.push(mail) }),
      close: () => (closed = true),
    }
    const mail = smtp({ transport, from: 'shop@x.de' })
    await mail.send(email, call())
    await mail.close!()
    expect(sent[0]).toMatchObject({
      to: [{ address: 'bob@x.de' }],
      subject: 'Hello',
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    expect([closed, mail.health]).toEqual([false, undefined])
  })

  it("takes nodemailer's transporters, by type", () => {
    const drift: MailTransport = createTransport({ host: '127.0.0.1' })
    expect(smtp({ transport: drift }).health).toBeTypeOf('function')
  })
})
