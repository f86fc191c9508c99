import { createECDH, randomBytes } from 'node:crypto'
import type { ProviderCall, PushProvider } from '@triggerkit/core'
import { createEgress, type Egress } from '@triggerkit/core/adapter'
import { ProviderFailures } from '../failure/provider-failures.ts'
import { Places } from '../push/places.ts'
import { sendToEach } from '../push/send-to-each.ts'
import { LazyClient } from '../vendor/lazy-client.ts'
import { loadVendor } from '../vendor/load-vendor.ts'
import { shownSubscription, type WebPushSubscription } from './subscription-token.ts'
import type { WebPushLike } from './web-push-like.ts'
import { problemsOf, type WebPushOptions } from './web-push-options.ts'
import { WebPushSender } from './web-push-sender.ts'

/**
 * Push notifications to browsers (RFC 8030, 8291, 8292), encrypted and signed by web-push (install it beside this package). A device token is what
 * `subscriptionToken(subscription)` makes of a browser's subscription. Result: `{ tickets: [{ token, error?, reason? }] }`, in the order of the device
 * tokens. Where a push service takes at least one of them the action has succeeded; tickets with an `error` tell of the others.
 *
 * ```ts
 * createTriggers({ providers: { push: webPush({ vapid: { subject: 'mailto:ops@example.com', publicKey, privateKey } }) } })
 * ```
 *
 * @throws ProviderError of code `PROVIDER_OPTIONS` with all that is wrong with the options.
 */
export function webPush(options: WebPushOptions): PushProvider {
  const { concurrency = 50, messages, onTokenGone } = options
  const failures = new ProviderFailures(
    'web-push',
    [options.vapid?.privateKey].filter((key) => typeof key === 'string'),
  )
  const problems = problemsOf(options)
  const egress = openEgress(options.egress, problems)
  if (egress === undefined || problems.length > 0)
    throw failures.final(undefined, `cannot be made: ${problems.join('; ')}.`)
  const client = new LazyClient<WebPushLike>(
    () => openClient(options),
    () => undefined,
  )
  const sender = new WebPushSender({ options, egress, failures, client: () => client.get() })
  const places = new Places(concurrency)
  return {
    family: 'push',
    name: 'web-push',
    concurrency,
    messages,
    async send(push, call) {
      const payload = sender.payloadOf(push, call)
      const sendOne = (token: string, toOne: ProviderCall): Promise<string | undefined> =>
        places.take(() => sender.send(token, payload, toOne), toOne.signal)
      return sendToEach(push, call, { sendOne, shown: shownSubscription, onTokenGone })
    },
    /** There is no one server to ask: it tells whether a notification can be encrypted and signed. */
    async health() {
      try {
        sender.details(await client.get(), madeUpSubscription(), 'health', 'health')
      } catch (error) {
        throw failures.of(error, undefined, { doing: 'sign a notification', retryable: false })
      }
    },
    async close() {
      await client.close()
      await egress.close()
    },
  }
}

function openEgress(given: WebPushOptions['egress'], problems: string[]): Egress | undefined {
  try {
    return createEgress({ ...given, maxRedirects: 0 })
  } catch (error) {
    const found = (error as { problems?: readonly { path: string; message: string }[] }).problems ?? []
    problems.push(...found.map(({ path, message }) => `\`${path}\`: ${message}`))
    return undefined
  }
}

async function openClient({ client }: WebPushOptions): Promise<WebPushLike> {
  if (client !== undefined) return client
  const loaded = await loadVendor('webPush()', 'web-push', () => import('web-push'))
  // A CommonJS module, whose functions are its default export's.
  return loaded.default ?? loaded
}

function madeUpSubscription(): WebPushSubscription {
  const p256dh = createECDH('prime256v1').generateKeys('base64url')
  return { endpoint: 'https://push.example.com/', keys: { p256dh, auth: randomBytes(16).toString('base64url') } }
}
