import { expectTypeOf, test } from 'vitest'
import type { Row } from '../change/change.ts'
import type { EmailProvider } from '../provider/email-provider.ts'
import type { PushProvider } from '../provider/push-provider.ts'
import type { SmsProvider } from '../provider/sms-provider.ts'
import { defineMessages } from './define-messages.ts'
import { loadMessages } from './load-messages.ts'
import type { Messages } from './message-definition.ts'

test('messages are typed by their names and parts', () => {
  const messages = defineMessages({ welcome: { subject: 'a', html: 'b', layout: 'base' }, code: { sms: 'c' } })
  expectTypeOf(messages.welcome.html).toEqualTypeOf<(variables: Row) => string>()
  expectTypeOf(messages.code.sms({ code: 1 })).toBeString()
  // @ts-expect-error it may have no such part
  messages.code.text({})
  // @ts-expect-error there is no such message
  messages.welcom
})

test('messages fit every provider, whatever parts they have', async () => {
  const messages = defineMessages({ code: { sms: 'c' }, chat: { title: 'd' } })
  expectTypeOf(messages).toExtend<Messages>()
  for (const given of [messages, await loadMessages('messages')]) {
    expectTypeOf(given).toExtend<NonNullable<EmailProvider['messages']>>()
    expectTypeOf(given).toExtend<NonNullable<SmsProvider['messages']>>()
    expectTypeOf(given).toExtend<NonNullable<PushProvider['messages']>>()
  }
})

test('a definition has known parts only', () => {
  // @ts-expect-error it is html
  defineMessages({ welcome: { htlm: 'a' } })
  // @ts-expect-error parts are texts
  defineMessages({ welcome: { html: 5 } })
  // @ts-expect-error partials are by form
  defineMessages({ welcome: { html: 'a' } }, { partials: { footer: { css: '' } } })
})
