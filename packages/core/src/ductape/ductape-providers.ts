import type { Row } from '../change/change.ts'
import { ActionError } from '../errors/action-error.ts'
import { addressText } from '../provider/address-text.ts'
import type { ProviderCall } from '../provider/provider.ts'
import type { ProviderFamilies } from '../provider/provider-family.ts'
import type { QuotaAnswer, QuotaUse } from '../provider/quota-provider.ts'
import { toText } from '../template/to-text.ts'
import { isPlainObject } from '../value/plain-object.ts'

/** What the providers are made of. */
export interface DuctapeAccess {
  /** The action's payload, rendered. */
  input: Row
  /** Milliseconds since 1970. */
  now: () => number
  /** Makes the call of that action type with these values for its placeholders. */
  perform(type: string, values: Row, call: ProviderCall): Promise<unknown>
}

/** The contracts of all families over one Ductape instance: each names the values that `ductapeActions` speaks of. */
export function ductapeProviders({ input, now, perform }: DuctapeAccess): ProviderFamilies {
  const notify = (channel: string, values: Row, call: ProviderCall): Promise<unknown> =>
    perform(`notification.${channel}`, { ...nameOf(input), ...values }, call)
  const count = (verb: string, { key, amount }: QuotaUse, call: ProviderCall): Promise<QuotaAnswer> =>
    perform(`quota.${verb}`, { quota: input.quota, key, amount }, call) as Promise<QuotaAnswer>
  const { storage, cache } = input
  return {
    email: {
      send: async ({ to }, call) => {
        assertKeptByDuctape(input, call)
        const template = { ...asRow(input.variables), ...asRow(input.template) }
        return notify('email', { recipients: to.map(addressText), subject: input.subject, template }, call)
      },
    },
    sms: { send: ({ to }, call) => notify('sms', { recipients: to, body: input.body }, call) },
    push: {
      send: ({ deviceTokens }, call) =>
        notify('push', { device_tokens: deviceTokens, title: input.title, body: input.body, data: input.data }, call),
    },
    callback: { send: (_callback, call) => notify('callback', asRow(input.callback), call) },
    broker: {
      publish: async (_topic, message, { key, headers }, call) => {
        assertNoKeyOrHeaders(key, headers, call)
        return perform('broker.publish', { broker: String(input.broker), message }, call)
      },
    },
    cache: {
      get: (key, call) => perform('cache.get', { cache, key }, call),
      set: (key, value, { ttlSeconds }, call) => {
        const expiry = ttlSeconds === undefined ? undefined : new Date(now() + ttlSeconds * 1_000)
        return perform('cache.set', { cache, key, text: value === null ? 'null' : toText(value), expiry }, call)
      },
      delete: (key, call) => perform('cache.delete', { cache, key }, call),
      invalidate: (pattern, call) => perform('cache.invalidate', { cache, pattern }, call),
    },
    storage: {
      upload: (path, bytes, { mimeType }, call) =>
        perform('storage.upload', { storage, path, file: fileOf(bytes), mimeType }, call),
      delete: (path, call) => perform('storage.delete', { storage, path }, call),
      copy: (source, destination, call) => perform('storage.copy', { storage, source, destination }, call),
    },
    workflow: {
      execute: (workflow, given, call) => perform('workflow.execute', { workflow, input: given ?? {} }, call),
      dispatch: (workflow, given, call) => perform('workflow.dispatch', { workflow, input: given ?? {} }, call),
    },
    action: {
      execute: (app, action, given, call) => perform('action.execute', { app, action, input: given ?? {} }, call),
    },
    agent: { run: (agent, prompt, context, call) => perform('agent.run', { agent, prompt, context }, call) },
    quota: {
      check: (_quota, use, call) => count('check', use, call),
      consume: (_quota, use, call) => count('consume', use, call),
    },
    fallback: {
      execute: (fallback, given, call) => perform('fallback.execute', { fallback, input: given ?? {} }, call),
    },
  }
}

/** `emails:welcome-message` as it is, and in its two parts. */
function nameOf({ notification }: Row): Row {
  const whole = String(notification)
  const colon = whole.indexOf(':')
  return {
    notification: whole,
    tag: colon < 0 ? whole : whole.slice(0, colon),
    name: colon < 0 ? 'default' : whole.slice(colon + 1),
  }
}

/** Ductape keeps a notification's text, sender and further recipients itself: what an action says of them would be lost. */
function assertKeptByDuctape(input: Row, { trigger, action }: ProviderCall): void {
  const lost = ['cc', 'bcc', 'from', 'replyTo', 'text', 'html', 'attachments', 'unsubscribeUrl'].filter(
    (field) => input[field] !== undefined,
  )
  if (lost.length === 0) return
  throw new ActionError({
    trigger,
    action,
    code: 'ACTION_INPUT',
    message:
      `Ductape's notifications take no ${lost.map((field) => `\`${field}\``).join(', ')}: set them in the notification's message ` +
      'there, or add an email provider of your own.',
  })
}

function assertNoKeyOrHeaders(key: string | undefined, headers: Row, { trigger, action }: ProviderCall): void {
  if (key === undefined && Object.keys(headers).length === 0) return
  const message =
    "Ductape's brokers take no `key` and no `headers`: put them in the message, or add a broker provider of your own."
  throw new ActionError({ trigger, action, code: 'ACTION_INPUT', message })
}

function asRow(value: unknown): Row {
  return isPlainObject(value) ? value : {}
}

/** The SDK takes a `Buffer` where there is one; its earlier versions base64 text. */
function fileOf(bytes: Uint8Array): Row {
  const { Buffer } = globalThis as {
    Buffer?: { from(data: ArrayBufferLike, offset: number, length: number): Uint8Array }
  }
  return {
    bytes: Buffer === undefined ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    get base64() {
      return toText(bytes)
    },
  }
}
