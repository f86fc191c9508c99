import type { BrokerProvider, ProviderCall } from '@triggerkit/core'
import { ProviderFailures } from '../failure/provider-failures.ts'
import { secretsOfUrl } from '../failure/secrets-of-url.ts'
import { untilAborted } from '../failure/until-aborted.ts'
import { describeFailure } from './rabbit-failure.ts'
import { RabbitPublisher } from './rabbit-publisher.ts'
import { problemsOf, type RabbitmqOptions } from './rabbitmq-options.ts'
import { problemOf, toPublication } from './to-publication.ts'

/**
 * Publishes to RabbitMQ (AMQP 0-9-1), by the package `rabbitmq-client` (install it beside this one). The topic is a queue, or with an `exchange` the
 * routing key. Done when the broker has confirmed the message; one that no queue takes is an error. The idempotency key is the message id.
 * Result: `{ messageId, exchange, routingKey }`.
 *
 * ```ts
 * createTriggers({ providers: { rabbit: rabbitmq({ url: 'amqp://localhost', declare: true }) } })
 * ```
 *
 * @throws ProviderError of code `PROVIDER_OPTIONS` with all that is wrong with the options.
 */
export function rabbitmq(options: RabbitmqOptions): Required<BrokerProvider> {
  const failures = new ProviderFailures('rabbitmq', [options.tls?.passphrase, ...secretsOfUrl(options.url)])
  const problems = problemsOf(options)
  if (problems.length > 0) throw failures.final(undefined, `has wrong options: ${problems.join('; ')}.`)
  const publisher = new RabbitPublisher(options)
  const attempt = toAttempt(failures, Boolean(options.declare))
  return {
    family: 'broker',
    name: 'rabbitmq',
    concurrency: 1_000,
    async publish(topic, message, given, call) {
      const publication = toPublication(topic, message, given, call, options)
      const { exchange, routingKey, messageId } = publication.envelope
      const place = exchange === '' ? '' : ` of the exchange ${JSON.stringify(exchange)}`
      const doing = `publish to ${JSON.stringify(routingKey.slice(0, 255))}${place}`
      const problem = problemOf(publication)
      if (problem !== undefined) throw failures.final(call, `could not ${doing}: ${problem}.`, 'RABBITMQ_MESSAGE')
      await attempt({ call, doing, exchange }, () => publisher.publish(publication, call.signal))
      return { messageId, exchange, routingKey }
    },
    health: ({ signal }) =>
      attempt({ call: { signal }, doing: 'reach the broker', exchange: '' }, () => publisher.check()),
    close: () => publisher.close(),
  }
}

interface Attempt {
  call: Pick<ProviderCall, 'signal' | 'tag'>
  doing: string
  exchange: string
}

/** Does something until the signal ends it; what fails becomes a `ProviderError`, and the signal's reason stays what it is. */
function toAttempt(failures: ProviderFailures, declares: boolean) {
  return async ({ call, doing, exchange }: Attempt, work: () => Promise<void>): Promise<void> => {
    try {
      await untilAborted(call.signal, work)
    } catch (error) {
      if (call.signal.aborted) throw call.signal.reason
      throw failures.of(error, call, { doing, ...describeFailure(error, { exchange, declares }) })
    }
  }
}
