import type { CloudEventOptions } from '../message/cloud-event.ts'
import type { MqttLike, MqttQos } from './mqtt-like.ts'

/** Where messages go: `url`, or a `client` of your own. */
export interface MqttOptions {
  /** `mqtt://localhost:1883`, `mqtts://…` for TLS, `ws://…` and `wss://…` for WebSockets. May hold user name and password. */
  url?: string
  /** A client of the package `mqtt`. It stays yours: `close` leaves it open; what concerns the connection is given to it and not here. */
  client?: MqttLike
  /** How the broker confirms: 1 (default) that it has the message, 2 that it has it once; 0 not at all: then done means handed to the network. */
  qos?: MqttQos
  /** Whether the broker keeps each message as its topic's last one, for those who subscribe later. Default false. */
  retain?: boolean
  username?: string
  password?: string
  /** What the broker calls this client. Default: a random one. */
  clientId?: string
  /** Options of Node's `tls.connect`. Given, the connection is a TLS one, also where the address says `mqtt://`. */
  tls?: MqttTls
  /** Which MQTT is spoken. Default 5, and 4 (MQTT 3.1.1) with a broker that refuses it; 4 has no headers and no reasons for a refusal. */
  protocolVersion?: 4 | 5
  /** Messages travel as CloudEvents 1.0 in JSON. */
  cloudEvents?: CloudEventOptions
  /** Milliseconds that connecting may take. Default 10,000. */
  connectTimeoutMs?: number
}

export interface MqttTls {
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

const protocols: ReadonlySet<string> = new Set(['mqtt:', 'tcp:', 'mqtts:', 'ssl:', 'tls:', 'ws:', 'wss:'])
const ownOptions = ['url', 'username', 'password', 'clientId', 'tls', 'protocolVersion', 'connectTimeoutMs'] as const

/** Everything that is wrong with the options; nothing where they are right. */
export function problemsOf(options: MqttOptions): string[] {
  const { url, client, qos = 1, protocolVersion = 5, connectTimeoutMs = 10_000, cloudEvents } = options
  const problems: string[] = []
  if (url === undefined && client === undefined) problems.push('it needs a `url` or a `client`')
  if (client !== undefined) {
    const given = ownOptions.filter((name) => options[name] !== undefined)
    if (given.length > 0) problems.push(`\`client\` has a connection already, so that ${given.join(', ')} say nothing`)
    if (typeof client.publish !== 'function') problems.push('`client` is no client of the package mqtt')
  }
  if (url !== undefined && !(URL.canParse(url) && protocols.has(new URL(url).protocol)))
    problems.push('`url` has to be an address like mqtt://localhost:1883')
  if (![0, 1, 2].includes(qos)) problems.push('`qos` has to be 0, 1 or 2')
  if (![4, 5].includes(protocolVersion)) problems.push('`protocolVersion` has to be 5 or 4')
  if (!(connectTimeoutMs > 0)) problems.push('`connectTimeoutMs` has to be a number above 0')
  if (cloudEvents !== undefined && !cloudEvents.source) problems.push('`cloudEvents` needs a `source`')
  return problems
}

/** The address by which TLS is spoken, where `tls` is given. */
export function secureUrl(url: string, tls: MqttTls | undefined): string {
  if (tls === undefined) return url
  return url.replace(/^(?:mqtt|tcp):/, 'mqtts:').replace(/^ws:/, 'wss:')
}
