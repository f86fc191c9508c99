import type { ProviderCall, PushProvider } from '@triggerkit/core'
import { Batcher } from '../batch/batcher.ts'
import { ProviderFailures } from '../failure/provider-failures.ts'
import { untilAborted } from '../failure/until-aborted.ts'
import { sendToEach } from '../push/send-to-each.ts'
import { shownToken } from '../push/shown-token.ts'
import { LazyClient } from '../vendor/lazy-client.ts'
import { loadVendor } from '../vendor/load-vendor.ts'
import { toRequestFailure, toTicketFailure } from './expo-failure.ts'
import type { ExpoLike, ExpoMessage, ExpoTicket } from './expo-like.ts'
import { type ExpoOptions, problemsOf } from './expo-options.ts'
import { sendBatch } from './send-batch.ts'
import { toExpoMessage } from './to-expo-message.ts'

/** Most notifications that Expo takes in one request, and most requests that its clients make at a time. */
const maxItems = 100
const maxRequests = 6
/** The id of no notification: asking what became of it changes nothing. */
const noReceipt = '00000000-0000-0000-0000-000000000000'

/**
 * Push notifications by Expo's service, on expo-server-sdk (install it beside this package). Result: `{ tickets: [{ token, id?, error?, reason? }] }`,
 * in the order of the device tokens. Where Expo takes at least one of them the action has succeeded; tickets with an `error` tell of the others.
 *
 * ```ts
 * createTriggers({ providers: { push: expo({ accessToken: process.env.EXPO_ACCESS_TOKEN }) } })
 * ```
 *
 * @throws ProviderError of code `PROVIDER_OPTIONS` with all that is wrong with the options.
 */
export function expo(options: ExpoOptions = {}): PushProvider {
  const { accessToken, messages, onTokenGone, timeoutMs = 30_000 } = options
  const failures = new ProviderFailures('expo', [accessToken])
  const problems = problemsOf(options)
  if (problems.length > 0) throw failures.final(undefined, `cannot be made: ${problems.join('; ')}.`)
  const client = new LazyClient(
    () => openClient(options),
    () => undefined,
  )
  const batcher = new Batcher<ExpoMessage, ExpoTicket>(
    async (items) => sendBatch(await client.get(), items, timeoutMs),
    { maxItems, concurrency: maxRequests },
  )
  return {
    family: 'push',
    name: 'expo',
    concurrency: 1_000,
    messages,
    send(push, call) {
      const sendOne = async (token: string, toOne: ProviderCall): Promise<string> => {
        const message = toExpoMessage(push, toOne, token, { failures, customize: options.customize })
        return ticketOf(batcher.add(message, toOne.signal), token, toOne, failures)
      }
      return sendToEach(push, call, { sendOne, shown: shownToken, onTokenGone })
    },
    async health({ signal }) {
      try {
        const known = await client.get()
        await untilAborted(signal, () => known.getPushNotificationReceiptsAsync([noReceipt]))
      } catch (error) {
        signal.throwIfAborted()
        throw toRequestFailure(error, undefined, failures, 'ask Expo for a receipt')
      }
    },
    close: () => client.close(),
  }
}

async function ticketOf(
  sent: Promise<ExpoTicket>,
  token: string,
  call: ProviderCall,
  failures: ProviderFailures,
): Promise<string> {
  const doing = `send the notification to ${shownToken(token)}`
  const ticket = await sent.catch((error: unknown) => {
    call.signal.throwIfAborted()
    throw toRequestFailure(error, call, failures, doing)
  })
  if (ticket.status === 'ok') return ticket.id
  throw toTicketFailure(ticket, { token, call, failures, doing })
}

/** Requests are held back here, not in the client: there one without an answer would keep its place after it was given up. */
async function openClient({ client, accessToken, httpAgent }: ExpoOptions): Promise<ExpoLike> {
  if (client !== undefined) return client
  const { Expo } = await loadVendor('expo()', 'expo-server-sdk', () => import('expo-server-sdk'))
  type Settings = NonNullable<ConstructorParameters<typeof Expo>[0]>
  const settings = { accessToken, httpAgent, maxConcurrentRequests: Number.MAX_SAFE_INTEGER }
  return new Expo(settings as Settings)
}
