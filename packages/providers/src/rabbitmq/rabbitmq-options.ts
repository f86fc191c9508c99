import type { CloudEventOptions } from '../message/cloud-event.ts'
import type { RabbitConnectionLike } from './rabbit-like.ts'

/** Where messages go: `url`, or a `client` of your own. */
export interface RabbitmqOptions {
  /** `amqp://user:password@localhost:5672/vhost`, `amqps://…` for TLS. */
  url?: string
  /** `host:port` of each node of a cluster, tried in turn, in place of the one in `url`. */
  hosts?: readonly string[]
  /** A `Connection` of the package rabbitmq-client. It stays yours: `close` leaves it open; what concerns the connection is given to it and not here. */
  client?: RabbitConnectionLike
  /** Options of Node's `tls.connect`. Given, the connection is a TLS one, also where the address says `amqp://`. */
  tls?: RabbitmqTls
  /**
   * The exchange that messages go to, with the topic as their routing key; it has to exist. Default: the default exchange, where the topic is the
   * name of a queue.
   */
  exchange?: string
  /** Where the messages of a topic go, if not where its name says. */
  topics?: Readonly<Record<string, RabbitmqTarget>>
  /**
   * Whether queues are declared, durable, before their first message: `true`, or with arguments (`{ 'x-queue-type': 'quorum' }`), as a queue that
   * exists must have them too. Default false: they have to exist. For queues of the default exchange only.
   * RabbitMQ 3 keeps a new queue in memory for up to two seconds; a broker that is killed meanwhile loses it, with its messages.
   */
  declare?: boolean | Readonly<Record<string, unknown>>
  /** Whether messages outlive a restart of the broker, in a durable queue. Default true. */
  persistent?: boolean
  /** Whether it is an error that no queue gets a message: a final one where there is an exchange. Default true; false for exchanges that nobody may be bound to. */
  mandatory?: boolean
  /**
   * What the action's `key` becomes: `header` (default), one of the name `key`, beside the others; or `routing-key`, in place of the topic's, as
   * an exchange of type `x-consistent-hash` spreads messages by; needs an `exchange`.
   */
  keyAs?: 'header' | 'routing-key'
  /** Headers of every message; those of the action come before them. */
  headers?: Readonly<Record<string, string>>
  /** Messages travel as CloudEvents 1.0 in JSON. */
  cloudEvents?: CloudEventOptions
  /**
   * Bytes of the largest message; a larger one is not sent. Default 16 MiB, RabbitMQ 4's `max_message_size`. Where the broker takes less, the
   * provider learns it by the first that it refuses.
   */
  maxMessageBytes?: number
  /** Milliseconds that connecting may take. Default 10,000. */
  connectTimeoutMs?: number
}

/** A place in the broker; what is absent is as without it. */
export interface RabbitmqTarget {
  /** Empty: the default exchange. */
  exchange?: string
  /** Default: the topic. */
  routingKey?: string
}

export interface RabbitmqTls {
  /** Authorities that are trusted, in place of the system's. */
  ca?: string | Buffer
  /** Certificate and key that the broker knows this client by. */
  cert?: string | Buffer
  key?: string | Buffer
  passphrase?: string
  /** The name in the broker's certificate, where it is not the address's. */
  servername?: string
  /** Default true. */
  rejectUnauthorized?: boolean
}

const connectionOptions = ['url', 'hosts', 'tls', 'connectTimeoutMs'] as const

/** Everything that is wrong with the options; nothing where they are right. */
export function problemsOf(options: RabbitmqOptions): string[] {
  const { exchange, topics = {}, declare = false, keyAs = 'header', cloudEvents } = options
  const problems = placeProblems(options)
  for (const name of ['maxMessageBytes', 'connectTimeoutMs'] as const) {
    const value = options[name]
    if (value !== undefined && !(Number.isSafeInteger(value) && value > 0))
      problems.push(`\`${name}\` has to be a whole number above 0`)
  }
  const exchanges = [exchange, ...Object.values(topics).map((target) => target.exchange)]
  if (!['header', 'routing-key'].includes(keyAs)) problems.push("`keyAs` has to be 'header' or 'routing-key'")
  else if (keyAs === 'routing-key' && !exchanges.some(Boolean))
    problems.push("`keyAs: 'routing-key'` needs an `exchange`")
  if (declare !== false && exchange) problems.push('`declare` is for queues, and with an `exchange` none is named')
  for (const name of [...exchanges, ...Object.values(topics).map(({ routingKey }) => routingKey)])
    if (name !== undefined && !isShort(name))
      problems.push(`${JSON.stringify(name.slice(0, 40))}… has more than 255 bytes, too many for a name of RabbitMQ`)
  if (cloudEvents !== undefined && !cloudEvents.source) problems.push('`cloudEvents` needs a `source`')
  return problems
}

function placeProblems(options: RabbitmqOptions): string[] {
  const { url, client, hosts } = options
  const problems: string[] = []
  if (url === undefined && client === undefined) problems.push('it needs a `url` or a `client`')
  if (client !== undefined) {
    const given = connectionOptions.filter((name) => options[name] !== undefined)
    if (given.length > 0) problems.push(`\`client\` has a connection already, so that ${given.join(', ')} say nothing`)
    if (typeof client.acquire !== 'function') problems.push('`client` is no Connection of the package rabbitmq-client')
  }
  if (url !== undefined && !isAddress(url))
    problems.push('`url` has to be an address like amqp://user:password@host:5672')
  if (hosts !== undefined && !(hosts.length > 0 && hosts.every((host) => /^[^\s:/@]+(?::\d+)?$/.test(host))))
    problems.push('`hosts` has to be a list of texts like host:5672')
  return problems
}

/** What fits into AMQP's short texts: names, routing keys, message ids. A longer one would be cut off. */
export function isShort(text: string): boolean {
  return Buffer.byteLength(text) <= 255
}

function isAddress(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname, username, password, pathname } = new URL(url)
  try {
    decodeURIComponent(username + password + pathname)
  } catch {
    return false
  }
  return /^amqps?:$/.test(protocol) && hostname !== ''
}
