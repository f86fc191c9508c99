import type { ConnectionOptions } from 'node:tls'
import type { CloudEventOptions } from '../message/cloud-event.ts'
import type { ProducerLike } from './kafka-like.ts'

/** Where messages go: `brokers`, or a `producer` of your own. */
export interface KafkaOptions {
  /** Some of the cluster's brokers, `localhost:9092`; it tells of the others itself. */
  brokers?: readonly string[]
  /** What the brokers call this client in their logs and quotas. Default `triggerkit`. */
  clientId?: string
  sasl?: KafkaSasl
  /** Options of Node's `tls.connect`; `{}` for TLS by the system's authorities. Default: no TLS. */
  tls?: ConnectionOptions
  /** A `Producer` of `@platformatic/kafka` without serializers. It stays yours: `close` leaves it open, and the connection's options are its own. */
  producer?: ProducerLike
  /** Which replicas have a message before it counts as published: all that are in sync (default), the leader alone, or none: nobody confirms. */
  acks?: 'all' | 'leader' | 'none'
  /**
   * Whether brokers drop what a broken connection made this producer send twice; needs `acks: 'all'`. Repetitions by another attempt of the action
   * stay: receivers tell them by the header `idempotency-key`. Default false.
   */
  idempotent?: boolean
  /** How batches are compressed. `zstd` needs Node 22.15. Default `none`. */
  compression?: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd'
  /** Messages travel as CloudEvents 1.0 in JSON. */
  cloudEvents?: CloudEventOptions
  /** Most bytes of one produce request's messages: the brokers' `max.message.bytes`, less what a batch adds. Default 900,000. */
  maxBatchBytes?: number
  /** Milliseconds that connecting may take. Default 5,000. */
  connectTimeoutMs?: number
  /** Milliseconds that a broker may take to answer. Default 10,000. */
  requestTimeoutMs?: number
}

export interface KafkaSasl {
  mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512' | 'OAUTHBEARER'
  username?: string
  password?: string
  /** For OAUTHBEARER: the token, or what gives one that is valid. */
  token?: string | (() => string | Promise<string>)
}

const ownOptions = [
  'brokers',
  'clientId',
  'sasl',
  'tls',
  'compression',
  'connectTimeoutMs',
  'requestTimeoutMs',
] as const
const mechanisms: ReadonlySet<string> = new Set(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER'])
const compressions: ReadonlySet<string> = new Set(['none', 'gzip', 'snappy', 'lz4', 'zstd'])

/** Everything that is wrong with the options; nothing where they are right. */
export function problemsOf(options: KafkaOptions): string[] {
  const { brokers, producer, sasl, acks = 'all', idempotent = false, compression = 'none', cloudEvents } = options
  const problems: string[] = []
  if (brokers === undefined && producer === undefined) problems.push('it needs `brokers` or a `producer`')
  if (producer !== undefined) {
    const given = ownOptions.filter((name) => options[name] !== undefined)
    if (given.length > 0)
      problems.push(`\`producer\` has a connection already, so that ${given.join(', ')} say nothing`)
    if (typeof producer.send !== 'function') problems.push('`producer` is no Producer of @platformatic/kafka')
  }
  if (brokers !== undefined && !isBrokers(brokers))
    problems.push('`brokers` has to be a list of addresses like localhost:9092')
  if (sasl !== undefined && !mechanisms.has(sasl.mechanism))
    problems.push(`\`sasl.mechanism\` has to be one of ${[...mechanisms].join(', ')}`)
  if (acksOf(acks) === undefined) problems.push('`acks` has to be all, leader or none')
  if (idempotent && acks !== 'all') problems.push("`idempotent` needs `acks: 'all'`")
  if (!compressions.has(compression)) problems.push(`\`compression\` has to be one of ${[...compressions].join(', ')}`)
  if (cloudEvents !== undefined && !cloudEvents.source) problems.push('`cloudEvents` needs a `source`')
  for (const name of ['maxBatchBytes', 'connectTimeoutMs', 'requestTimeoutMs'] as const) {
    const value = options[name]
    if (value !== undefined && !(Number.isSafeInteger(value) && value > 0))
      problems.push(`\`${name}\` has to be a whole number above 0`)
  }
  return problems
}

/** As the protocol has it. */
export function acksOf(acks: string): number | undefined {
  return new Map([
    ['all', -1],
    ['leader', 1],
    ['none', 0],
  ]).get(acks)
}

function isBrokers(brokers: unknown): boolean {
  return (
    Array.isArray(brokers) &&
    brokers.length > 0 &&
    brokers.every((broker) => typeof broker === 'string' && /^[^\s:/]+:\d+$|^\[[\d:a-f]+\]:\d+$/i.test(broker))
  )
}
