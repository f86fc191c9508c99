import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { createTriggers, type Email, ProviderError, Trigger } from '@triggerkit/core'
import { createTransport } from 'nodemailer'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { MailToSend, MailTransport } from './mail-transport.ts'
import { smtp } from './smtp.ts'

interface Received {
  from: string
  to: string[]
  source: string
}

let server: SMTPServer
let port: number
let received: Received[]

beforeAll(async () => {
  server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    authOptional: true,
    onAuth: ({ username, password }, _session, done) =>
      username === 'ann' && password === 'right' ? done(null, { user: 'ann' }) : done(new Error('wrong password')),
    onRcptTo({ address }, _session, done) {
      const refusal: Record<string, number> = { 'gone@x.de': 550, 'busy@x.de': 450 }
      const responseCode = refusal[address]
      done(responseCode === undefined ? null : Object.assign(new Error('not now'), { responseCode }))
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        received.push({
          from: (mailFrom as { address: string }).address,
          to: rcptTo.map(({ address }) => address),
          source: Buffer.concat(chunks).toString(),
        })
        done()
      })
    },
  })
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  port = (listening.address() as AddressInfo).port
})

afterAll(() => new Promise<void>((resolve) => void server.close(() => resolve())))

beforeEach(() => {
  received = []
})

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
    expect(received).toMatchObject([{ from: 'shop@x.de', to: ['ann@x.de'] }])
    const { source } = received[0]!
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
    expect(received[0]!.source).toMatch(/^Message-ID: <018f-7a@x.de>\r$/m)
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
    expect(received[0]).toMatchObject({ from: 'me@x.de', to: ['bob@x.de', 'c@x.de', 'd@x.de'] })
    expect(received[0]!.source).not.toContain('d@x.de')
    expect(received[0]!.source).toMatch(/^Cc: "Cid, the \\"first\\"" <c@x.de>\r$/m)
  })

  it.each([
    ['gone@x.de', 550, false],
    ['busy@x.de', 450, true],
  ])('an answer for %s is %i, retryable: %s', async (address, status, retryable) => {
    const mail = smtp({ url: `smtp://ann:right@127.0.0.1:${port}`, from: 'shop@x.de' })
    const error = await mail.send({ ...email, to: [{ address }] }, call()).catch((thrown: unknown) => thrown)
    expect(ProviderError.isInstance(error)).toBe(true)
    expect(error).toMatchObject({
      code: 'SMTP_FAILED',
      status,
      retryable,
      message: expect.stringContaining(`127.0.0.1:${port} did not take the mail`) as unknown,
    })
    expect(String(error)).not.toContain('right')
  })

  it('tells a wrong password (final) from a server that is down (not)', async () => {
    const wrong = smtp({ host: '127.0.0.1', port, auth: { user: 'ann', pass: 'wrong' }, from: 'shop@x.de' })
    await expect(wrong.send(email, call())).rejects.toMatchObject({ status: 535, retryable: false })
    const down = smtp({ host: '127.0.0.1', port: 1, from: 'shop@x.de' })
    await expect(down.send(email, call())).rejects.toMatchObject({ code: 'ECONNREFUSED', retryable: true })
  })

  it('gives up when the time is up', async () => {
    const silent = createServer(() => undefined)
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const mail = smtp({
      host: '127.0.0.1',
      port: (silent.address() as AddressInfo).port,
      from: 'shop@x.de',
      timeoutMs: 200,
    })
    const controller = new AbortController()
    setTimeout(() => controller.abort(new Error('time is up')), 20)
    await expect(mail.send(email, call(controller.signal))).rejects.toThrow('time is up')
    await expect(mail.send(email, call())).rejects.toMatchObject({ name: 'ProviderError', retryable: true })
    silent.close()
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
    expect(sent[0]).toMatchObject({ to: [{ address: 'bob@x.de' }], subject: 'Hello', disableFileAccess: true })
    expect(closed).toBe(false)
    const drift: MailTransport = createTransport({ host: 'localhost' })
    drift.close!()
  })

  it('says what it needs', async () => {
    expect(() => smtp({})).toThrow('smtp() needs a `url`, a `host` or a `transport`')
    expect(() => smtp({ host: 'x', from: 'a@b.de, c@d.de' })).toThrow('smtp({ from }) has to be one mail address')
    await expect(smtp({ host: 'x' }).send(email, call())).rejects.toThrow('The mail has no sender: give smtp({ from })')
  })
})
