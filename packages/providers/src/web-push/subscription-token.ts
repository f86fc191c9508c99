import { ProviderFailures } from '../failure/provider-failures.ts'
import { pushCode } from '../push/push-code.ts'
import { shownToken } from '../push/shown-token.ts'

/** What a browser gives where the application subscribes: `PushSubscription.toJSON()`. */
export interface WebPushSubscription {
  endpoint: string
  keys: { p256dh: string; auth: string }
}

/** More than any browser's. */
const maxLength = 4_096
/** web-push would ask for keys of it on the console. */
const gcm = 'https://android.googleapis.com/gcm/send'

/**
 * A subscription as a device token: its JSON in base64url, since a device token may hold no comma. Keep it as it is in a column of texts, and
 * name the column in `device_tokens`.
 *
 * ```ts
 * await prisma.device.create({ data: { userId, token: subscriptionToken(request.body) } })
 * ```
 *
 * @throws ProviderError of code `PUSH_TOKEN_INVALID` where it is no subscription.
 */
export function subscriptionToken(subscription: { endpoint?: unknown; keys?: unknown }): string {
  const read = check(subscription)
  if (typeof read === 'string')
    throw new ProviderFailures('web-push').final(
      undefined,
      `cannot make a device token: ${read}.`,
      pushCode.tokenInvalid,
    )
  return Buffer.from(JSON.stringify(read)).toString('base64url')
}

/** The subscription of a device token, or of its JSON itself; a text says what is wrong with it. */
export function readSubscription(token: string): WebPushSubscription | string {
  if (token.length > maxLength) return `it has more than ${maxLength} characters`
  const json = token.trimStart().startsWith('{') ? token : Buffer.from(token, 'base64url').toString()
  try {
    return check(JSON.parse(json))
  } catch {
    return 'it is none that subscriptionToken() made'
  }
}

/** The end of the endpoint: whoever has the whole of it, and the keys, can address the browser. */
export function shownSubscription(token: string): string {
  const subscription = readSubscription(token)
  if (typeof subscription === 'string') return shownToken(token)
  return `${new URL(subscription.endpoint).host}${shownToken(subscription.endpoint)}`
}

function check(value: unknown): WebPushSubscription | string {
  const { endpoint, keys } = (value ?? {}) as { endpoint?: unknown; keys?: unknown }
  const { p256dh, auth } = (keys ?? {}) as { p256dh?: unknown; auth?: unknown }
  if (typeof endpoint !== 'string' || !URL.canParse(endpoint)) return 'its `endpoint` is no address'
  const url = new URL(endpoint)
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
  if (!isSafe || url.username !== '' || url.password !== '') return 'its `endpoint` has to be an https address'
  if (url.href.startsWith(gcm)) return 'its `endpoint` is of GCM, which Google has switched off'
  if (typeof p256dh !== 'string' || bytesOf(p256dh) !== 65) return 'its `keys.p256dh` has to have 65 bytes in base64url'
  if (typeof auth !== 'string' || bytesOf(auth) !== 16) return 'its `keys.auth` has to have 16 bytes in base64url'
  return { endpoint: url.href, keys: { p256dh, auth } }
}

function bytesOf(text: string): number {
  return /^[\w-]+=*$/.test(text) ? Buffer.from(text, 'base64url').length : 0
}

/** For tests on one's own machine; the egress policy lets it through only where its options do. */
function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(host)
}
