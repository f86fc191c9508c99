import type { BrokerProvider, ProviderCall } from '@triggerkit/core'
import { ProviderFailures } from '../failure/provider-failures.ts'
import { secretsOfUrl } from '../failure/secrets-of-url.ts'
import { untilAborted } from '../failure/until-aborted.ts'
import { LazyClient } from '../vendor/lazy-client.ts'
import { describeFailure } from './mqtt-failure.ts'
import { type MqttMessage, packetSize, problemOfTopic, toMqttMessage } from './mqtt-message.ts'
import { type MqttOptions, problemsOf } from './mqtt-options.ts'
import { MqttSession } from './mqtt-session.ts'
import { endSession, openSession } from './open-session.ts'

/**
 * Publishes to an MQTT broker, by the package `mqtt` (install it beside this one). Done when the broker has confirmed the message (PUBACK, PUBCOMP).
 * Headers and the idempotency key (`idempotency-key`) travel as user properties of MQTT 5. Result: `{ topic, messageId, qos }`.
 *
 * ```ts
 * createTriggers({ providers: { mqtt: mqtt({ url: 'mqtt://localhost:1883' }) } })
 * ```
 *
 * @throws ProviderError of code `PROVIDER_OPTIONS` with all that is wrong with the options.
 */
export function mqtt(options: MqttOptions): Required<BrokerProvider> {
  const failures = new ProviderFailures('mqtt', [
    options.password,
    options.tls?.passphrase,
    ...secretsOfUrl(options.url),
  ])
  const problems = problemsOf(options)
  if (problems.length > 0) throw failures.final(undefined, `has wrong options: ${problems.join('; ')}.`)
  const closing = new AbortController()
  const sessions = lazySession(options, closing.signal)
  return {
    family: 'broker',
    name: 'mqtt',
    concurrency: 1_000,
    async publish(topic, message, given, call) {
      const problem = problemOfTopic(topic)
      if (problem !== undefined)
        throw failures.final(call, `cannot publish to ${JSON.stringify(topic)}: the topic ${problem}.`, 'MQTT_TOPIC')
      const packet = toMqttMessage(topic, message, given, call, options)
      await attempt(failures, call, `publish to "${topic}"`, async () => {
        const session = await untilAborted(call.signal, () => sessions.get())
        await session.ready(call.signal)
        assertFits(packet, session, failures, call)
        await session.publish(packet, call.signal)
      })
      return { topic, messageId: call.idempotencyKey, qos: packet.options.qos }
    },
    async health({ signal }) {
      await attempt(failures, { signal }, 'reach the broker', async () => {
        const session = await untilAborted(signal, () => sessions.get())
        await session.ready(signal)
      })
    },
    async close() {
      closing.abort(new Error('the provider was closed'))
      await sessions.close()
    },
  }
}

function lazySession(options: MqttOptions, closing: AbortSignal): LazyClient<MqttSession> {
  const { client } = options
  if (client !== undefined)
    return new LazyClient(
      async () => new MqttSession(client),
      (session) => session.detach(),
    )
  return new LazyClient(() => openSession(options, closing), endSession)
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

/** A broker ends the connection over a packet that is too large, with all that is under way on it. */
function assertFits(packet: MqttMessage, session: MqttSession, failures: ProviderFailures, call: ProviderCall): void {
  const limit = session.client.serverProperties?.maximumPacketSize
  if (limit === undefined || packetSize(packet) <= limit) return
  throw failures.of(new Error('too large'), call, {
    doing: `publish to "${packet.topic}"`,
    reason: `the message has ${packetSize(packet)} bytes, and the broker takes ${limit}`,
    remedy: 'Make the message smaller, or raise the limit of the broker (Mosquitto: `max_packet_size`).',
    retryable: false,
    code: 'MQTT_TOO_LARGE',
  })
}
