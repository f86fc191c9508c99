import type { ConnectionOptions } from 'node:tls'
import type { CloudEventOptions } from '../message/cloud-event.ts'
import type { RedisLike } from './redis-like.ts'

/** Where Redis is: `url`, or a `client` of your own. */
export interface RedisConnectionOptions {
  /** `redis://user:password@localhost:6379/0`, `rediss://…` for TLS. User and password are percent-encoded. */
  url?: string
  /**
   * A `Redis` or a `Cluster` of ioredis. It stays yours: `close` leaves it open, and how long it waits for a server that is down is told by its own
   * `maxRetriesPerRequest` and `retryStrategy`.
   */
  client?: RedisLike
  /** Options of Node's `tls.connect`, for `rediss://`: `{ ca }`. */
  tls?: ConnectionOptions
  /** Milliseconds that connecting may take. Default 5,000. */
  connectTimeoutMs?: number
  /** Milliseconds of silence of a server that owes an answer, until the connection is given up. Default 10,000. */
  silenceTimeoutMs?: number
  /**
   * Most bytes of one value or message; a larger one fails for good before it is sent. Default 512 MiB, as Redis has it. Set it to the server's
   * `proto-max-bulk-len` where that is less: a server closes the connection of whoever sends more.
   */
  maxValueBytes?: number
}

export interface RedisOptions extends RedisConnectionOptions {
  /** What all keys begin with: `shop:`. Globs are within it. Default: nothing. */
  keyPrefix?: string
}

export interface RedisStreamsOptions extends RedisConnectionOptions {
  /** About how many entries a stream keeps: Redis drops the oldest beyond it (`MAXLEN ~`), read or not. Default: all. */
  maxLength?: number
  /** Messages travel as CloudEvents 1.0 in JSON. */
  cloudEvents?: CloudEventOptions
}

export interface RedisPubSubOptions extends RedisConnectionOptions {
  /** Messages travel as CloudEvents 1.0 in JSON, whose id is the idempotency key. Default: the message alone. */
  cloudEvents?: CloudEventOptions
}

export const defaultMaxValueBytes: number = 512 * 1024 * 1024

const ownOptions = ['url', 'tls', 'connectTimeoutMs', 'silenceTimeoutMs'] as const

/** Everything that is wrong with the options of one of the three providers. */
export function problemsOf(options: RedisOptions & RedisStreamsOptions): string[] {
  const { url, client, keyPrefix, cloudEvents } = options
  const problems: string[] = []
  if (url === undefined && client === undefined) problems.push('it needs a `url` or a `client`')
  if (client !== undefined) {
    const given = ownOptions.filter((name) => options[name] !== undefined)
    if (given.length > 0) problems.push(`\`client\` has a connection already, so that ${given.join(', ')} say nothing`)
    if (typeof client?.pipeline !== 'function') problems.push('`client` is no client of the package ioredis')
  }
  if (url !== undefined) problems.push(...problemsOfUrl(url))
  for (const name of ['connectTimeoutMs', 'silenceTimeoutMs', 'maxValueBytes', 'maxLength'] as const) {
    const value = options[name]
    if (value !== undefined && !(Number.isSafeInteger(value) && value > 0))
      problems.push(`\`${name}\` has to be a whole number above 0`)
  }
  if (keyPrefix !== undefined && typeof keyPrefix !== 'string') problems.push('`keyPrefix` has to be a text')
  if (cloudEvents !== undefined && !cloudEvents.source) problems.push('`cloudEvents` needs a `source`')
  return problems
}

function problemsOfUrl(url: string): string[] {
  const form = '`url` has to be an address like redis://user:password@localhost:6379/0 or rediss://…'
  if (typeof url !== 'string' || !URL.canParse(url)) return [form]
  const { protocol, hostname, username, password } = new URL(url)
  if (!/^rediss?:$/.test(protocol) || hostname === '') return [form]
  return isDecodable(username + password) ? [] : ['user and password in `url` have to be percent-encoded']
}

function isDecodable(text: string): boolean {
  try {
    return decodeURIComponent(text) !== undefined
  } catch {
    return false
  }
}
