import type { BrokerProvider, ProviderCall } from '@triggerkit/core'
import { ProviderFailures } from '../failure/provider-failures.ts'
import { untilAborted } from '../failure/until-aborted.ts'
import { describeFailure } from './kafka-failure.ts'
import { problemOfTopic, toKafkaMessage } from './kafka-message.ts'
import { type KafkaOptions, problemsOf } from './kafka-options.ts'
import { KafkaSender } from './kafka-sender.ts'

/**
 * Publishes to Kafka, by `@platformatic/kafka` (install it beside this package). Done when all replicas in sync have the message. The action's `key`
 * chooses the partition, as Java's client would; headers go along, with `content-type` and `idempotency-key`. Topics are not created. Result:
 * `{ topic, messageId }`.
 *
 * ```ts
 * createTriggers({ providers: { kafka: kafka({ brokers: ['localhost:9092'] }) } })
 * ```
 *
 * @throws ProviderError of code `PROVIDER_OPTIONS` with all that is wrong with the options.
 */
export function kafka(options: KafkaOptions): Required<BrokerProvider> {
  const { sasl, tls, cloudEvents } = options
  const token = typeof sasl?.token === 'string' ? sasl.token : undefined
  const failures = new ProviderFailures('kafka', [sasl?.password, token, tls?.passphrase])
  const problems = problemsOf(options)
  if (problems.length > 0) throw failures.final(undefined, `has wrong options: ${problems.join('; ')}.`)
  const sender = new KafkaSender(options)
  return {
    family: 'broker',
    name: 'kafka',
    concurrency: 1_000,
    async publish(topic, message, given, call) {
      const problem = problemOfTopic(topic)
      if (problem !== undefined)
        throw failures.final(call, `cannot publish to ${JSON.stringify(topic)}: ${problem}.`, 'KAFKA_TOPIC')
      const sent = toKafkaMessage(topic, message, given, call, cloudEvents)
      await attempt(failures, call, `publish to "${topic}"`, () => sender.send(sent, call.signal))
      return { topic, messageId: call.idempotencyKey }
    },
    async health({ signal }) {
      await attempt(failures, { signal }, 'reach the brokers', () => untilAborted(signal, () => sender.ask()))
    },
    close: () => sender.close(),
  }
}

/** What `work` throws as a `ProviderError`; the signal's reason stays what it is. */
async function attempt(
  failures: ProviderFailures,
  call: Pick<ProviderCall, 'signal' | 'tag'>,
  doing: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (call.signal.aborted) throw call.signal.reason
    throw failures.of(error, call, { doing, ...describeFailure(error) })
  }
}
