import type { ProviderCall, Push } from '@triggerkit/core'
import type { ProviderFailures } from '../failure/provider-failures.ts'
import { toJson } from '../message/encode-message.ts'
import { customized } from '../push/customized.ts'
import { pushCode } from '../push/push-code.ts'
import { shownToken } from '../push/shown-token.ts'
import type { ExpoMessage } from './expo-like.ts'
import type { ExpoOptions } from './expo-options.ts'

/** What Apple's and Google's services take. */
const maxBytes = 4_096
/** As the client knows them. */
const tokenPattern = /^(?:Expo(?:nent)?PushToken\[.+\]|[a-z\d]{8}-[a-z\d]{4}-[a-z\d]{4}-[a-z\d]{4}-[a-z\d]{12})$/i

/** @throws ProviderError, final, where the token is none, or the notification is too large. */
export function toExpoMessage(
  push: Push,
  call: ProviderCall,
  token: string,
  { failures, customize }: Pick<ExpoOptions, 'customize'> & { failures: ProviderFailures },
): ExpoMessage {
  if (!tokenPattern.test(token)) {
    const problem = `cannot send to ${shownToken(token)}: it is no push token of Expo. Give it what getExpoPushTokenAsync() gave the application.`
    throw failures.final(call, problem, pushCode.tokenInvalid)
  }
  const data = JSON.parse(toJson(push.data)) as Record<string, unknown>
  const plain = { to: token, title: push.title, body: push.body, data }
  const message = customized<ExpoMessage>(customize, plain, { push, call, failures })
  const bytes = Buffer.byteLength(JSON.stringify([message.title, message.body, message.data]))
  if (bytes <= maxBytes) return message
  const problem = `cannot send to ${shownToken(token)}: title, body and data have ${bytes} bytes, and ${maxBytes} is most. Send less, and have the application fetch the rest.`
  throw failures.final(call, problem, pushCode.tooLarge)
}
