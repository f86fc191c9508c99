import type { BrokerProvider, ProviderCall } from '@triggerkit/core'
import { ProviderFailures } from '../failure/provider-failures.ts'
import { secretsOfUrl } from '../failure/secrets-of-url.ts'
import { untilAborted } from '../failure/until-aborted.ts'
import { describeFailure } from './nats-failure.ts'
import { problemOf, toNatsMessage } from './nats-message.ts'
import { type NatsOptions, problemsOf } from './nats-options.ts'
import { NatsSessions } from './nats-sessions.ts'

/**
 * Publishes to NATS, by the packages `@nats-io/transport-node` and `@nats-io/jetstream` (install them beside this one). The topic is the subject. Done
 * when a stream of JetStream has the message; a repetition of an idempotency key within the stream's `duplicate_window` it drops. With
 * `jetStream: false` done when the server has it. Result: `{ messageId, stream, seq, duplicate }`.
 *
 * ```ts
 * createTriggers({ providers: { nats: nats({ url: 'nats://localhost:4222' }) } })
 * ```
 *
 * @throws ProviderError of code `PROVIDER_OPTIONS` with all that is wrong with the options.
 */
export function nats(options: NatsOptions): Required<BrokerProvider> {
  const failures = new ProviderFailures('nats', secretsOf(options))
  const problems = problemsOf(options)
  if (problems.length > 0) throw failures.final(undefined, `has wrong options: ${problems.join('; ')}.`)
  const sessions = new NatsSessions(options)
  return {
    family: 'broker',
    name: 'nats',
    concurrency: 1_000,
    async publish(subject, message, given, call) {
      const doing = `publish to ${JSON.stringify(subject.slice(0, 255))}`
      const problem = problemOf(subject, given.headers)
      if (problem !== undefined) throw failures.final(call, `could not ${doing}: ${problem}.`, 'NATS_SUBJECT')
      const sent = toNatsMessage(subject, message, given, call, options)
      const stored = await attempt(failures, call, doing, () => sessions.send(sent, call.signal))
      return { messageId: call.idempotencyKey, ...stored }
    },
    health: ({ signal }) => attempt(failures, { signal }, 'reach the server', () => sessions.check()),
    close: () => sessions.close(),
  }
}

/** Does something until the signal ends it; what fails becomes a `ProviderError`, and the signal's reason stays what it is. */
async function attempt<T>(
  failures: ProviderFailures,
  call: Pick<ProviderCall, 'signal' | 'tag'>,
  doing: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await untilAborted(call.signal, work)
  } catch (error) {
    if (call.signal.aborted) throw call.signal.reason
    throw failures.of(error, call, { doing, ...describeFailure(error) })
  }
}

/** A user without a password in an address is a token. */
function secretsOf({ url, servers = [], pass, token }: NatsOptions): (string | undefined)[] {
  const addresses = [url, ...servers].filter((address) => address !== undefined)
  const tokens = addresses.map((address) => {
    const { username = '', password = '' } = URL.canParse(address) ? new URL(address) : {}
    return password === '' ? username : undefined
  })
  return [pass, token, ...addresses.flatMap(secretsOfUrl), ...tokens]
}
