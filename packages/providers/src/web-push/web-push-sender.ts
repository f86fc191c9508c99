import type { ProviderCall, Push } from '@triggerkit/core'
import { type Egress, readResponse, sendRequest } from '@triggerkit/core/adapter'
import type { ProviderFailures } from '../failure/provider-failures.ts'
import { toJson } from '../message/encode-message.ts'
import { customized } from '../push/customized.ts'
import { notificationTag } from '../push/notification-tag.ts'
import { pushCode } from '../push/push-code.ts'
import { readSubscription, shownSubscription, type WebPushSubscription } from './subscription-token.ts'
import { toAnswerFailure, toRequestFailure } from './web-push-failure.ts'
import type { WebPushLike } from './web-push-like.ts'
import type { WebPushOptions, WebPushPayload } from './web-push-options.ts'

/** What is left of the 4,096 bytes that every push service takes, after what encryption adds (RFC 8291). */
const maxBytes = 3_993
const fourWeeks = 2_419_200
const maxAnswerBytes = 65_536
/** Set by whoever sends the request. */
const ownHeaders: ReadonlySet<string> = new Set(['content-length'])

export interface SenderSetup {
  options: WebPushOptions
  egress: Egress
  failures: ProviderFailures
  client: () => Promise<WebPushLike>
}

/** Encrypts and signs by web-push; the requests go where the egress policy lets them (R46), as endpoints come from data. */
export class WebPushSender {
  readonly #setup: SenderSetup

  constructor(setup: SenderSetup) {
    this.#setup = setup
  }

  /** @throws ProviderError, final, where the notification is too large, or cannot be made. */
  payloadOf(push: Push, call: ProviderCall): string {
    const { options, failures } = this.#setup
    const { title, body, data } = push
    const plain: WebPushPayload = { title, body, data, tag: notificationTag(call.idempotencyKey) }
    const payload = toJson(customized(options.customize, plain, { push, call, failures }))
    const bytes = Buffer.byteLength(payload)
    if (bytes <= maxBytes) return payload
    const problem = `cannot send the notification: it has ${bytes} bytes, and ${maxBytes} is most. Send less, and have the service worker fetch the rest.`
    throw failures.final(call, problem, pushCode.tooLarge)
  }

  async send(token: string, payload: string, call: ProviderCall): Promise<undefined> {
    const { failures } = this.#setup
    const doing = `send the notification to ${shownSubscription(token)}`
    const subscription = readSubscription(token)
    if (typeof subscription === 'string') {
      const problem = `could not ${doing}: it is no push subscription, ${subscription}. Keep subscriptionToken(subscription) as the device token.`
      throw failures.final(call, problem, pushCode.tokenInvalid)
    }
    const client = await this.#setup.client().catch((error: unknown) => {
      throw failures.of(error, call, { doing })
    })
    const failed = { call, failures, doing }
    const { status, retryAfter, text } = await this.#post(subscription, {
      ...this.#encrypt(client, subscription, payload, call),
      call,
      failed,
    })
    if (status >= 200 && status < 300) return undefined
    throw toAnswerFailure({ status, retryAfter, text: told(text, subscription) }, failed)
  }

  /** @throws Error where keys or subscription are none. */
  details(client: WebPushLike, subscription: WebPushSubscription, payload: string, topic: string): Encrypted {
    const { vapid: vapidDetails, ttlSeconds: TTL = fourWeeks, urgency = 'normal' } = this.#setup.options
    const options = { vapidDetails, TTL, urgency, topic, contentEncoding: 'aes128gcm' as const }
    const { headers, body } = client.generateRequestDetails(subscription, payload, options)
    const sent = Object.entries(headers).filter(([name]) => !ownHeaders.has(name.toLowerCase()))
    return {
      headers: Object.fromEntries(sent.map(([name, value]) => [name.toLowerCase(), String(value)])),
      body: new Uint8Array(body ?? []),
    }
  }

  #encrypt(client: WebPushLike, subscription: WebPushSubscription, payload: string, call: ProviderCall): Encrypted {
    try {
      return this.details(client, subscription, payload, notificationTag(call.idempotencyKey))
    } catch (error) {
      const doing = `encrypt the notification for ${new URL(subscription.endpoint).host}`
      throw this.#setup.failures.of(error, call, { doing, retryable: false, code: pushCode.tokenInvalid })
    }
  }

  async #post({ endpoint }: WebPushSubscription, { headers, body, call, failed }: Posted): Promise<Answer> {
    const { signal } = call
    const request = { method: 'POST', url: new URL(endpoint), headers, body, origin: 'stored', signal } as const
    const response = await sendRequest(this.#setup.egress, request).catch((error: unknown) => {
      signal.throwIfAborted()
      throw toRequestFailure(error, failed)
    })
    const { status, headers: answered } = response
    // What it answered stands, whether the rest can be read or not.
    const answer = await readResponse(response, maxAnswerBytes, request).catch(() => undefined)
    const text = typeof answer?.body === 'string' ? answer.body : toJson(answer?.body ?? '')
    return { status, retryAfter: answered.get('retry-after'), text }
  }
}

interface Encrypted {
  headers: Record<string, string>
  body: Uint8Array<ArrayBuffer>
}

interface Posted extends Encrypted {
  call: ProviderCall
  failed: { call: ProviderCall; failures: ProviderFailures; doing: string }
}

interface Answer {
  status: number
  retryAfter: string | null
  text: string
}

/** A line of what the push service said, without what is secret in the subscription. */
function told(text: string, { endpoint, keys }: WebPushSubscription): string {
  const { pathname, search } = new URL(endpoint)
  const secrets = [endpoint, pathname + search, pathname.split('/').at(-1)!, keys.auth, keys.p256dh]
  const open = secrets
    .filter((secret) => secret.length > 7)
    .reduce((left, secret) => left.replaceAll(secret, '…'), text)
  return open
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 200)
}
