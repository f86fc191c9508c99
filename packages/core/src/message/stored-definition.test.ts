import { beforeEach, describe, expect, it } from 'vitest'
import type { Row } from '../change/change.ts'
import { createTriggers } from '../engine/triggers.ts'
import type { Email, EmailProvider } from '../provider/email-provider.ts'
import type { Push, PushProvider } from '../provider/push-provider.ts'
import type { Sms, SmsProvider } from '../provider/sms-provider.ts'
import type { TableTriggerDefinition } from '../trigger/trigger-definition.ts'
import { defineMessages } from './define-messages.ts'
import type { Messages } from './message-definition.ts'

const messages: Messages = defineMessages(
  {
    welcome: {
      subject: 'Welcome <%= it.name %>',
      text: 'Hello <%= it.name %>',
      html: '<p><%= it.name %></p><%~ include("footer") %>',
      layout: 'base',
    },
    code: { sms: 'Your code is <%= it.code %>' },
    chat: { title: 'From <%= it.sender %>', body: '<%= it.preview %>' },
  },
  { layouts: { base: '<html><%~ block("head") %><%~ it.body %></html>' }, partials: { footer: '<i>Bye</i>' } },
)

let mails: Email[]
let texts: Sms[]
let pushes: Push[]

beforeEach(() => {
  mails = []
  texts = []
  pushes = []
})

/** Runs one action as it comes out of a store, as JSON; its error, where it fails. */
async function run(type: string, config: Row, record: Row = {}): Promise<unknown> {
  const emails: EmailProvider = { family: 'email', messages, send: async (email) => mails.push(email) }
  const sms: SmsProvider = { family: 'sms', messages, send: async (text) => texts.push(text) }
  const phones: PushProvider = { family: 'push', messages, send: async (push) => pushes.push(push) }
  const triggers = createTriggers({ providers: { emails, texts: sms, phones }, onError: () => undefined })
  const retry = { maxAttempts: 3, initialDelay: 60_000 }
  const definition = { name: 'stored', events: ['afterInsert'], actions: [{ type, name: 'send', retry, config }] }
  triggers.register('users', JSON.parse(JSON.stringify(definition)) as TableTriggerDefinition)
  const report = await triggers.execute('afterInsert', { table: 'users', record })
  await triggers.close()
  return report.triggers[0]!.actions[0]!.error
}

const mail = (config: Row, record?: Row): Promise<unknown> =>
  run('notification.email', { notification: 'emails:welcome', recipients: ['ann@x.de'], ...config }, record)

describe('a stored definition', () => {
  it('names a message and gives its variables: mail, text message, push', async () => {
    const template = { name: '{{record.name}}' }
    expect(await mail({ template }, { name: 'Ann & Bob' })).toBeUndefined()
    expect(mails[0]).toMatchObject({
      subject: 'Welcome Ann & Bob',
      text: 'Hello Ann & Bob',
      html: '<html><p>Ann &#38; Bob</p><i>Bye</i></html>',
    })
    await run(
      'notification.sms',
      { notification: 'texts:code', recipients: ['1'], body: { code: '{{record.code}}' } },
      { code: 77 },
    )
    expect(texts[0]).toMatchObject({ to: ['1'], text: 'Your code is 77', message: 'code' })
    const push = {
      notification: 'phones:chat',
      device_tokens: ['t'],
      title: { sender: 'Ann' },
      body: { preview: 'hi' },
    }
    await run('notification.push', push)
    expect(pushes[0]).toMatchObject({ title: 'From Ann', body: 'hi', message: 'chat' })
  })

  it('hears which variable it does not give, and is not tried again', async () => {
    expect(await mail({ template: { nam: 1 } })).toMatchObject({
      attempts: 1,
      message: expect.stringContaining(
        'Action "send" of trigger "stored" (afterInsert on users) failed: The message "welcome" (html, line 1) needs the ' +
          'variable "name", and it has no value (did you mean "nam"?). Given: nam.',
      ) as unknown,
      cause: { code: 'MESSAGE_VARIABLE_MISSING', place: { messageName: 'welcome', part: 'html', line: 1 } },
    })
    expect(mails).toEqual([])
  })

  it('hears that a message has no part for its channel', async () => {
    expect(await mail({ notification: 'emails:code' })).toMatchObject({
      code: 'ACTION_INPUT',
      message: expect.stringContaining('the message "code" has no subject, text, html. Its parts: sms.') as unknown,
    })
    const sms = { notification: 'texts:chat', recipients: ['1'], body: {} }
    expect(String(await run('notification.sms', sms))).toContain(
      'the message "chat" has no sms. Its parts: title, body.',
    )
    const push = { notification: 'phones:code', device_tokens: ['t'] }
    expect(String(await run('notification.push', push))).toContain('the message "code" has no title, body.')
  })
})

const code = [
  '<% process.exit() %>',
  '<%= it.name %>',
  '<%~ include("footer") %>',
  '<% layout("base") %>',
  '<%= it.constructor.constructor("return process")() %>',
  '<%',
  '%>',
  "');globalThis.hacked=1;('",
  '${globalThis.hacked = 1}',
  '\\',
]

describe('R46 Eta code of a stored definition is text', () => {
  it.each(code)('in subject, text and html: %s', async (text) => {
    expect(await mail({ subject: text, text, html: `<b>${text}</b>` })).toBeUndefined()
    expect(mails[0]).toMatchObject({ subject: text, text, html: `<b>${text}</b>` })
    expect(globalThis).not.toHaveProperty('hacked')
  })

  it.each(code)('in the title and body of other channels: %s', async (text) => {
    await run('notification.sms', { notification: 'texts:code', recipients: ['1'], body: text })
    await run('notification.push', { notification: 'phones:chat', device_tokens: ['t'], title: text, body: text })
    expect([texts[0]!.text, pushes[0]!.title, pushes[0]!.body]).toEqual([text, text, text])
  })

  it('is refused where variables belong', async () => {
    await expect(mail({ template: '<%= it.name %>' })).rejects.toThrow(
      'config.template: expected an object, found string',
    )
    expect(String(await mail({ template: '{{record.name}}' }, { name: '<%= it.name %>' }))).toContain(
      '`template` has to be an object of variables.',
    )
  })
})

describe('R47 the value of a variable is text', () => {
  it.each(code)('escaped in HTML: %s', async (name) => {
    const escaped = name.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
    for (const template of [{ name }, { name: '{{record.name}}' }]) {
      expect(await mail({ template }, { name })).toBeUndefined()
      expect(mails.pop()).toMatchObject({
        subject: `Welcome ${name}`,
        text: `Hello ${name}`,
        html: `<html><p>${escaped}</p><i>Bye</i></html>`,
      })
    }
    expect(globalThis).not.toHaveProperty('hacked')
  })

  it('and changes neither the layout nor its blocks, nor what a template is called with', async () => {
    const template = {
      name: 'Ann',
      body: '<script>',
      head: '<script>',
      __blocks: { head: '<script>' },
      blocks: { head: '<script>' },
      layout: 'other',
      include: 'other',
      options: { res: '<script>' },
      __eta: { res: '<script>' },
    }
    expect(await mail({ template })).toBeUndefined()
    expect(mails[0]!.html).toBe('<html><p>Ann</p><i>Bye</i></html>')
  })

  it('subject: it stays one line', async () => {
    await mail({ template: { name: 'Ann\r\nBcc: evil@x.de' } })
    expect(mails[0]!.subject).toBe('Welcome Ann Bcc: evil@x.de')
  })
})

describe('R47 the name of a message is a key', () => {
  it.each([
    '../welcome',
    '__proto__',
    'constructor',
    'toString',
    'welcome/html',
    'layouts',
    'base',
    'footer',
    '/etc/passwd',
    'a"b',
  ])('%j finds nothing', async (name) => {
    for (const notification of [`emails:${name}`, 'emails:{{record.name}}'])
      expect(await mail({ notification }, { name })).toMatchObject({
        code: 'ACTION_INPUT',
        message: expect.stringContaining(
          `the provider has no message ${JSON.stringify(name)}. Its messages: welcome, code, chat.`,
        ) as unknown,
      })
    expect(mails).toEqual([])
  })
})
