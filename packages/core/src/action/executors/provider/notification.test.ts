import { describe, expect, it } from 'vitest'
import type { Email, EmailMessages } from '../../../provider/email-provider.ts'
import type { Provider, ProviderCall } from '../../../provider/provider.ts'
import type { Providers } from '../../../provider/provider-registry.ts'
import { builtInExecutors } from '../../built-in-executors.ts'
import { runOne } from '../../run-fixture.ts'

interface Sent {
  value: unknown
  call: ProviderCall
}

let sent: Sent[]

function send(type: string, payload: Record<string, unknown>, record = {}, providers?: Providers): Promise<unknown> {
  sent = []
  return runOne(
    builtInExecutors().get(type)!,
    { type, payload, record },
    { providers: providers ?? { emails: recorder('email') } },
  )
}

function recorder(family: 'email' | 'sms' | 'push' | 'callback', messages?: unknown): Provider {
  const provider = {
    family,
    messages,
    async send(value: unknown, call: ProviderCall) {
      sent.push({ value, call })
      return { accepted: sent.length }
    },
  }
  return provider
}

async function mail(payload: Record<string, unknown>, record = {}, messages?: EmailMessages): Promise<Email> {
  const given = { notification: 'emails:welcome-message', recipients: 'a@b.de', ...payload }
  await send('notification.email', given, record, { emails: recorder('email', messages) })
  return sent[0]!.value as Email
}

describe('notification.email', () => {
  it("sends SPEC's first example, readable without a message", async () => {
    const payload = {
      notification: 'emails:welcome-message',
      recipients: ['{{record.email}}'],
      subject: { userName: '{{record.name}}' },
      template: { name: '{{record.name}}', email: '{{record.email}}' },
    }
    expect(await send('notification.email', payload, { email: 'ann@x.de', name: 'Ann' })).toEqual({ accepted: 1 })
    expect(sent[0]!.value).toMatchObject({
      to: [{ address: 'ann@x.de' }],
      subject: 'Welcome message: userName Ann',
      text: 'name: Ann\nemail: ann@x.de\nuserName: Ann',
      message: 'welcome-message',
      variables: { name: 'Ann', email: 'ann@x.de', userName: 'Ann' },
    })
    expect(sent[0]!.call).toMatchObject({ tag: 'emails', idempotencyKey: '018f-key', trigger: 'rule', action: 'step' })
  })

  it('takes a subject as text, recipients as one text, variables by either name, no message', async () => {
    const payload = {
      notification: 'emails',
      recipients: '{{record.mail}}',
      subject: 'Order #{{record.no}}',
      variables: { total: '{{record.total}}' },
    }
    await send('notification.email', payload, { mail: 'a@b.de', no: 5, total: '9.50' })
    expect(sent[0]!.value).toMatchObject({
      to: [{ address: 'a@b.de' }],
      subject: 'Order #5',
      text: 'total: 9.50',
      message: 'default',
    })
  })

  it('fills the message that it names, escaped in HTML', async () => {
    const messages: EmailMessages = {
      'welcome-message': {
        subject: 'Hello {{userName}}',
        text: ({ name }) => `Dear ${String(name)}`,
        html: '<p>{{name}} {{ extra.deep }}</p>',
      },
    }
    const sentMail = await mail(
      { subject: { userName: 'Ann' }, template: { name: '<b>"A"&\'', extra: { deep: null } } },
      {},
      messages,
    )
    expect(sentMail).toMatchObject({
      subject: 'Hello Ann',
      text: 'Dear <b>"A"&\'',
      html: '<p>&#60;b&#62;&#34;A&#34;&#38;&#39; </p>',
    })
  })

  it('names a variable that is missing, and a message that is not there', async () => {
    const messages: EmailMessages = { 'welcome-message': { text: 'Hi {{name}}' } }
    await expect(mail({ template: { nam: 'x' } }, {}, messages)).rejects.toThrow(
      'The message "welcome-message" needs the variable "name", and it has no value. Given: nam.',
    )
    await expect(mail({ notification: 'emails:other' }, {}, messages)).rejects.toThrow(
      'the provider has no message "other". Its messages: welcome-message.',
    )
  })

  it('lets the action give text, html, cc, bcc, from and replyTo', async () => {
    const payload = {
      text: 'Hi {{record.name}}',
      html: '<i>{{record.name}}</i>',
      cc: ['c@d.de', '', null],
      bcc: 'e@f.de',
      from: 'The Shop <shop@x.de>',
      replyTo: 'r@x.de',
    }
    expect(await mail(payload, { name: '<Ann>' })).toMatchObject({
      text: 'Hi <Ann>',
      html: '<i>&#60;Ann&#62;</i>',
      cc: [{ address: 'c@d.de' }],
      bcc: [{ address: 'e@f.de' }],
      from: { address: 'shop@x.de', name: 'The Shop' },
      replyTo: { address: 'r@x.de' },
    })
  })

  it('says how to get off the list: the action, or the message that it names, or none', async () => {
    const messages: EmailMessages = {
      'welcome-message': { text: 'Hi', unsubscribeUrl: 'https://x.de/leave?mail={{mail}}' },
    }
    const template = { mail: 'ann+1@x.de&all=1\r\nBcc: evil@x.de' }
    expect(await mail({ template }, {}, messages)).toMatchObject({
      unsubscribeUrl: 'https://x.de/leave?mail=ann%2B1%40x.de%26all%3D1%0D%0ABcc%3A%20evil%40x.de',
    })
    const unsubscribeUrl = 'http://x.de/leave/{{record.token}}'
    const given = await mail({ template, unsubscribeUrl }, { token: 'a/b<>\r\n' }, messages)
    expect(given.unsubscribeUrl).toBe('http://x.de/leave/a%2Fb%3C%3E%0D%0A')
    expect((await mail({ unsubscribeUrl: '{{record.url}}' }, { url: 'https://x.de/ü <a>' })).unsubscribeUrl).toBe(
      'https://x.de/%C3%BC%20%3Ca%3E',
    )
    expect((await mail({})).unsubscribeUrl).toBeUndefined()
    const byFunction = { 'welcome-message': { text: 'Hi', unsubscribeUrl: () => '' } }
    expect((await mail({}, {}, byFunction)).unsubscribeUrl).toBeUndefined()
    await expect(mail({ template: {} }, {}, messages)).rejects.toThrow('needs the variable "mail"')
  })

  it.each(['javascript:alert(1)', 'mailto:a@x.de', '/leave', 'https://', '//x.de/leave', 'ftp://x.de', ' '])(
    'R47 lets no value get off the list by %j',
    async (url) => {
      await expect(mail({ unsubscribeUrl: '{{record.url}}' }, { url })).rejects.toThrow(
        '`unsubscribeUrl` has to be an absolute http or https address',
      )
    },
  )

  it('R47 lets no value add a header', async () => {
    const sentMail = await mail({ subject: 'Order {{record.name}}' }, { name: 'x\r\nBcc: evil@x.de' })
    expect(sentMail.subject).toBe('Order x Bcc: evil@x.de')
  })

  it.each([
    'a@b.de, evil@x.de',
    'a@b.de; evil@x.de',
    'a@b.de\r\nBcc: evil@x.de',
    'A <a@b.de>, <evil@x.de>',
    'a@b.de> , <evil@x.de',
    '"a@b.de" <evil@x.de>, b@c.de',
    'nobody',
    'a b@c.de',
    'undisclosed: a@b.de, c@d.de;',
    'A\u2028B <a@b.de>',
    'A\u202eB <a@b.de>',
    ['a@b.de', 'evil@x.de'],
  ])('R47 lets no value add a recipient: %j', async (email) => {
    await expect(mail({ recipients: ['{{record.email}}'] }, { email })).rejects.toThrow(
      /is not one mail address|is a list of 2/,
    )
  })

  it('R26 says which placeholder left nobody to send to', async () => {
    await expect(mail({ recipients: ['{{record.none}}'] })).rejects.toThrow(
      'there is no value for {{record.none}} in recipients.0',
    )
    await expect(mail({ recipients: ['{{record.email}}'] }, { email: null })).rejects.toThrow('`recipients` is empty')
  })

  it('names the provider to add', async () => {
    await expect(send('notification.email', { notification: 'news:x', recipients: 'a@b.de' })).rejects.toMatchObject({
      code: 'PROVIDER_MISSING',
      family: 'email',
      message:
        'Action "step" of trigger "rule" (afterInsert on orders) needs a provider of family "email" for "news", and there is none. ' +
        'Add one: createTriggers({ providers: { "news": … } }), or a default: { email: … }. There is: emails.',
    })
  })
})

describe('other notifications', () => {
  it('sms: a message by name, or its text', async () => {
    const providers = () => ({ sms: recorder('sms', { 'verification-code': 'Your code is {{code}}' }) }) as Providers
    const body = { code: '{{record.code}}' }
    await send(
      'notification.sms',
      { notification: 'texts:verification-code', recipients: '+49 1', body },
      { code: 77 },
      providers(),
    )
    expect(sent[0]!.value).toEqual({
      to: ['+49 1'],
      text: 'Your code is 77',
      message: 'verification-code',
      variables: { code: 77 },
    })
    await send('notification.sms', { notification: 'texts', recipients: ['1', '2'], body: 'plain' }, {}, providers())
    expect(sent[0]!.value).toMatchObject({ to: ['1', '2'], text: 'plain' })
    await expect(
      send(
        'notification.sms',
        { notification: 'texts', recipients: '{{record.p}}', body: 'x' },
        { p: '1,2' },
        providers(),
      ),
    ).rejects.toThrow('not one recipient')
  })

  it('push: title, body and data', async () => {
    const payload = {
      notification: 'push:new-message',
      device_tokens: ['t'],
      title: { sender: 'Ann' },
      body: { preview: 'hi' },
      data: { id: '{{record.id}}' },
    }
    await send('notification.push', payload, { id: 5 }, {
      push: recorder('push', { 'new-message': { title: 'From {{sender}}' } }),
    } as Providers)
    expect(sent[0]!.value).toEqual({
      deviceTokens: ['t'],
      title: 'From Ann',
      body: 'preview: hi',
      data: { id: 5 },
      message: 'new-message',
      variables: { sender: 'Ann', preview: 'hi' },
    })
  })

  it('callback: body, headers, query and params', async () => {
    const callback = { body: { id: '{{record.id}}' }, headers: { 'X-Id': '{{record.id}}' } }
    await send('notification.callback', { notification: 'webhooks:order-created', callback }, { id: 5 }, {
      callback: recorder('callback'),
    } as Providers)
    expect(sent[0]!.value).toEqual({
      message: 'order-created',
      body: { id: 5 },
      headers: { 'X-Id': 5 },
      query: {},
      params: {},
    })
  })
})
