import type { JetStreamClient } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { loadVendor } from '../vendor/load-vendor.ts'
import { StreamMissing } from './nats-failure.ts'
import type { NatsLike } from './nats-like.ts'
import type { NatsMessage } from './nats-message.ts'
import type { NatsOptions } from './nats-options.ts'
import type { NatsPackage } from './open-connection.ts'

export interface StoredMessage {
  stream: string
  seq: number
  /** Whether the stream had a message of this id already, and kept that alone. */
  duplicate: boolean
}

/** Messages on one connection. */
export interface NatsSession {
  readonly client: NatsLike
  /** Resolves once the stream has it, or without JetStream once the server has. */
  send(message: NatsMessage): Promise<StoredMessage | undefined>
  /** Lets go of the connection, without closing it. */
  detach(): void
}

export async function streamSession(
  client: NatsLike,
  nats: NatsPackage,
  { ackTimeoutMs = 10_000 }: NatsOptions,
): Promise<NatsSession> {
  const { jetstream } = await loadVendor('nats()', '@nats-io/jetstream', () => import('@nats-io/jetstream'))
  const streams = jetstream(client as unknown as NatsConnection, { timeout: ackTimeoutMs })
  return {
    client,
    async send(message) {
      const { subject, body, id } = message
      try {
        const { stream, seq, duplicate } = await streams.publish(subject, body, {
          msgID: id,
          headers: headersOf(nats, message),
        })
        return { stream, seq, duplicate }
      } catch (error) {
        throw (error as Error).name === 'JetStreamNotEnabled' ? await whyNobodyAnswers(streams, subject) : error
      }
    },
    detach: () => undefined,
  }
}

const notEnabledForAccount = 10_039

/**
 * A subject without a stream, a server without JetStream, one that has lost its way to it, and a stream that has no leader at the moment look the
 * same to who publishes. Where it cannot be told which, it may be over at the next attempt.
 */
async function whyNobodyAnswers(streams: JetStreamClient, subject: string): Promise<unknown> {
  try {
    const manager = await streams.jetstreamManager(false)
    const stream = await manager.streams.find(subject)
    return new StreamMissing('no-leader', `the stream ${stream} has no leader`)
  } catch (error) {
    const { name, code, cause } = error as Error & { code?: unknown }
    if (code === notEnabledForAccount) return new StreamMissing('no-jetstream', 'the account has no JetStream')
    if (name === 'StreamNotFoundError') return new StreamMissing('no-stream', 'no stream has the subject')
    if (name === 'JetStreamNotEnabled')
      return new StreamMissing('no-answer', 'no stream answers: the server has no JetStream, or no way to it now')
    const isForbidden = [name, (cause as Error | undefined)?.name].includes('PermissionViolationError')
    return isForbidden
      ? new StreamMissing('no-answer', 'no stream answers, and the user may not look up whether there is one')
      : error
  }
}

export function coreSession(client: NatsLike, nats: NatsPackage): NatsSession {
  /** How often the server refused a subject, and how it said so the last time: it answers nothing else to a message. */
  const refusals = new Map<string, { count: number; error: unknown }>()
  const status = client.status()
  void (async () => {
    for await (const { type, error } of status) {
      const { subject } = (error ?? {}) as { subject?: string }
      if (type === 'error' && subject !== undefined)
        refusals.set(subject, { count: (refusals.get(subject)?.count ?? 0) + 1, error })
    }
  })()
  return {
    client,
    async send(message) {
      const { subject, body, id } = message
      const headers = headersOf(nats, message)
      headers.set('Nats-Msg-Id', id)
      const before = refusals.get(subject)?.count ?? 0
      client.publish(subject, body, { headers: headers as never })
      await client.flush()
      // What the server says of an error is told a turn of the event loop later.
      await new Promise((resolve) => setImmediate(resolve))
      const refusal = refusals.get(subject)
      if (refusal !== undefined && refusal.count > before) throw refusal.error
      return undefined
    },
    detach: () => (status as { stop?: () => void }).stop?.(),
  }
}

function headersOf(nats: NatsPackage, { headers }: NatsMessage) {
  const all = nats.headers()
  for (const [name, value] of headers) all.append(name, value)
  return all
}
