import { setMaxListeners } from 'node:events'
import type { ProviderCall, Sms, SmsProvider } from '@triggerkit/core'
import { ProviderFailures } from '../failure/provider-failures.ts'
import { untilAborted } from '../failure/until-aborted.ts'
import { LazyClient } from '../vendor/lazy-client.ts'
import { problemsOf } from './check-options.ts'
import { type Exchange, exchanges, type OpenClient, openClient } from './open-client.ts'
import { type SmsAttempt, toSmsResult } from './sms-result.ts'
import { describeFailure } from './twilio-failure.ts'
import type { TwilioLike } from './twilio-like.ts'
import type { TwilioOptions } from './twilio-options.ts'

/** What Twilio takes as one message. */
const maxCharacters = 1_600
/** Requests of one action under way at a time. */
const maxAtOnce = 10
/** Twilio's code for a failure that it knows no more of. */
const unknownFailure = 30008

/**
 * Text messages by Twilio (install the package twilio beside this one): one for each recipient. Result:
 * `{ messages: [{ to, sid, status }] }`, of recipients that Twilio refused while it took others `{ to, error, reason }`; where it refused all of
 * them the action fails. Twilio knows no idempotency key: a message whose answer was lost is sent again.
 *
 * ```ts
 * createTriggers({ providers: { sms: twilio({ accountSid, apiKey, apiKeySecret, from: '+15005550006' }) } })
 * ```
 *
 * @throws ProviderError of code `PROVIDER_OPTIONS` with everything that is wrong with the options.
 */
export function twilio(options: TwilioOptions): SmsProvider {
  const { client: own, from, messagingServiceSid, statusCallback } = options
  const failures = new ProviderFailures('twilio', [options.authToken, options.apiKeySecret])
  const problems = problemsOf(options)
  if (problems.length > 0) throw failures.final(undefined, `cannot be made of its options: ${problems.join('; ')}.`)
  const lazy = new LazyClient<OpenClient>(
    async () => (own === undefined ? openClient(options) : { client: own, close: () => undefined }),
    ({ close }) => close(),
  )

  /** One request, which ends with its signal; what it throws is a `ProviderError`. */
  const request = <T>(
    signal: AbortSignal,
    call: { readonly tag?: string } | undefined,
    doing: string,
    work: (client: TwilioLike) => Promise<T>,
  ): Promise<T> =>
    untilAborted(signal, async () => {
      const exchange: Exchange = { signal }
      try {
        const { client } = await lazy.get()
        return await exchanges.run(exchange, () => work(client))
      } catch (error) {
        throw failures.of(error, call, describeFailure(error, doing, exchange.retryAfterMs))
      }
    })

  const sendOne = async (to: string, { text: body }: Sms, call: ProviderCall): Promise<SmsAttempt> => {
    const message = { to, body, from, messagingServiceSid, statusCallback }
    try {
      return await request(call.signal, call, 'send the message', async (client) => {
        const { sid, status, errorCode, errorMessage } = await client.messages.create(message)
        if (status !== 'failed' && status !== 'undelivered') return { to, sid, status }
        throw Object.assign(new Error(errorMessage ?? `its status is ${status}`), { code: errorCode ?? unknownFailure })
      })
    } catch (error) {
      call.signal.throwIfAborted()
      return { to, error: failures.of(error, call, { doing: 'send the message' }) }
    }
  }

  return {
    family: 'sms',
    name: 'twilio',
    messages: options.messages,
    async send(sms, call) {
      call.signal.throwIfAborted()
      const { length } = [...sms.text]
      if (length > maxCharacters) throw failures.final(call, tooLong(length), 'TWILIO_21617')
      const signal = AbortSignal.any([call.signal])
      setMaxListeners(0, signal)
      const queue = [...new Set(sms.to)].entries()
      return toSmsResult(await inLanes(queue, (to) => sendOne(to, sms, { ...call, signal })))
    },
    health: ({ signal }) => request(signal, undefined, 'reach the account', askAccount),
    close: () => lazy.close(),
  }
}

/** Whether the account is there and in use. API keys may see messages, but most of them no account. */
async function askAccount({ username, accountSid, messages, api }: TwilioLike): Promise<void> {
  if (username?.startsWith('SK')) {
    await messages.list({ limit: 1, pageSize: 1 })
    return
  }
  const { status } = await api.v2010.accounts(accountSid).fetch()
  if (status !== 'active') throw new Error(`the account is ${status}`)
}

/** What each comes to, in their order, a few at a time. */
async function inLanes(
  queue: IterableIterator<[number, string]>,
  work: (to: string) => Promise<SmsAttempt>,
): Promise<SmsAttempt[]> {
  const attempts: SmsAttempt[] = []
  const lane = async (): Promise<void> => {
    for (const [index, to] of queue) attempts[index] = await work(to)
  }
  await Promise.all(Array.from({ length: maxAtOnce }, lane))
  return attempts
}

function tooLong(length: number): string {
  return `cannot send a text of ${length} characters: at most ${maxCharacters} go into a message. Send less.`
}
