import type { ProviderCall, PushProvider } from '@triggerkit/core'
import { ProviderFailures } from '../failure/provider-failures.ts'
import { Places } from '../push/places.ts'
import { sendToEach } from '../push/send-to-each.ts'
import { shownToken } from '../push/shown-token.ts'
import { LazyClient } from '../vendor/lazy-client.ts'
import { openAuth } from './fcm-auth.ts'
import { toFcmMessage } from './fcm-message.ts'
import { type FcmOptions, readOptions } from './fcm-options.ts'
import { FcmSender } from './fcm-sender.ts'

/**
 * Push notifications by Firebase Cloud Messaging (HTTP v1), on google-auth-library (install it beside this package) and the platform's `fetch`.
 * Result: `{ tickets: [{ token, id?, error?, reason? }] }`, in the order of the device tokens. Where FCM takes at least one of them the action has
 * succeeded; tickets with an `error` tell of the others.
 *
 * ```ts
 * createTriggers({ providers: { push: fcm({ credentials: process.env.FIREBASE_CREDENTIALS }) } })
 * ```
 *
 * @throws ProviderError of code `PROVIDER_OPTIONS` with all that is wrong with the options.
 */
export function fcm(options: FcmOptions): PushProvider {
  const { setup, problems } = readOptions(options)
  if (problems.length > 0) throw new ProviderFailures('fcm').final(undefined, `cannot be made: ${problems.join('; ')}.`)
  const { concurrency = 100, fetch, auth, messages, onTokenGone } = options
  const failures = new ProviderFailures('fcm', [setup.credentials?.private_key])
  const client = new LazyClient(
    async () => auth ?? openAuth(setup.credentials!, fetch),
    () => undefined,
  )
  const sender = new FcmSender({ ...setup, fetch, failures, auth: () => client.get() })
  const places = new Places(concurrency)
  return {
    family: 'push',
    name: 'fcm',
    concurrency,
    messages,
    async send(push, call) {
      const message = toFcmMessage(push, call, { ...options, failures })
      const sendOne = (token: string, toOne: ProviderCall): Promise<string | undefined> =>
        places.take(() => sender.send({ ...message, token }, toOne), toOne.signal)
      return sendToEach(push, call, { sendOne, shown: shownToken, onTokenGone })
    },
    health: ({ signal }) => sender.probe(signal),
    close: () => client.close(),
  }
}
