import type { Row } from '../../../change/change.ts'
import { type MessagePart, renderPart } from '../../../provider/message-part.ts'
import { isPlainObject } from '../../../value/plain-object.ts'
import type { ActionRun } from '../../action-executor.ts'
import { inputError } from '../../input-error.ts'
import { assertAny, textsOf } from './address.ts'
import { attachmentsOf } from './attachments.ts'
import { composeEmail } from './compose-email.ts'
import { describeVariables, messageOf, titleOf } from './message.ts'
import { defineVerb, type ProviderVerb } from './provider-verb.ts'

const tagField = 'notification'

/** `notification.*`: `notification` is `provider:message`; a message that is not named is `default`. */
export const notificationVerbs: Readonly<Record<string, ProviderVerb>> = {
  'notification.email': defineVerb({
    family: 'email',
    tagField,
    async call(provider, run, call, name, environment) {
      const attachments = await attachmentsOf(run, environment)
      return provider.send(composeEmail(run, provider.messages, name, attachments), call)
    },
  }),
  'notification.sms': defineVerb({
    family: 'sms',
    tagField,
    async call(provider, run, call, name) {
      const to = recipientsOf(run, 'recipients')
      const variables = variablesOf(run, 'body')
      const message = messageOf(run, provider.messages, name, ['sms'])
      const part = typeof message === 'object' ? message.sms : message
      const text = textOr(run, 'body', part, variables, name) ?? describeVariables(variables)
      return provider.send({ to, text, message: name ?? 'default', variables }, call)
    },
  }),
  'notification.push': defineVerb({
    family: 'push',
    tagField,
    async call(provider, run, call, name) {
      const message = messageOf(run, provider.messages, name, ['title', 'body'])
      const forTitle = variablesOf(run, 'title')
      const forBody = variablesOf(run, 'body')
      const variables = { ...forTitle, ...forBody }
      return provider.send(
        {
          deviceTokens: recipientsOf(run, 'device_tokens'),
          title: textOr(run, 'title', message?.title, variables, name) ?? titleOf(run, name, forTitle),
          body: textOr(run, 'body', message?.body, variables, name) ?? describeVariables(forBody),
          data: objectOf(run, 'data', run.input.data),
          message: name ?? 'default',
          variables,
        },
        call,
      )
    },
  }),
  'notification.callback': defineVerb({
    family: 'callback',
    tagField,
    async call(provider, run, call, name) {
      const { body, headers, query, params } = objectOf(run, 'callback', run.input.callback)
      return provider.send(
        {
          message: name ?? 'default',
          body,
          headers: objectOf(run, 'callback.headers', headers),
          query: objectOf(run, 'callback.query', query),
          params: objectOf(run, 'callback.params', params),
        },
        call,
      )
    },
  }),
}

/** The text that the action gives, else the message's, filled. */
function textOr(
  run: ActionRun,
  field: string,
  part: MessagePart | undefined,
  variables: Row,
  name: string | undefined,
): string | undefined {
  const given = run.input[field]
  if (typeof given === 'string') return given
  return part === undefined ? undefined : renderPart(part, variables, name ?? 'default')
}

function variablesOf(run: ActionRun, field: string): Row {
  const given = run.input[field]
  return typeof given === 'string' ? {} : objectOf(run, field, given)
}

function objectOf(run: ActionRun, field: string, value: unknown): Row {
  if (value === undefined || value === null) return {}
  if (isPlainObject(value)) return value
  throw inputError(run, `\`${field}\` has to be an object.`)
}

/** Numbers and tokens, each one by itself: no value adds a recipient (R47). */
function recipientsOf(run: ActionRun, field: string): string[] {
  const recipients = textsOf(run, field)
  assertAny(run, field, recipients)
  const wrong = recipients.find((text) => /[,;<>\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(text))
  if (wrong !== undefined) throw inputError(run, `\`${field}\` has a value that is not one recipient.`)
  return recipients
}
