import type { CloudEventOptions } from '../message/cloud-event.ts'
import type { NatsLike } from './nats-like.ts'

/** Where messages go: `url` or `servers`, or a `client` of your own. */
export interface NatsOptions {
  /** `nats://localhost:4222`, `tls://…` for TLS. May hold user and password, or a token in place of the user. */
  url?: string
  /** Addresses of a cluster, in place of `url`. */
  servers?: readonly string[]
  /** A connection of the package @nats-io/transport-node. It stays yours: `close` leaves it open; what concerns the connection is given to it and not here. */
  client?: NatsLike
  user?: string
  pass?: string
  token?: string
  /** Another way to log in, as of `credsAuthenticator()` or `nkeyAuthenticator()` of the package @nats-io/transport-node. */
  authenticator?: (nonce?: string) => never
  tls?: NatsTls
  /**
   * Whether messages go to a stream, and the action waits for it to have them: default true, and some stream has to have the subject. False: they
   * go to who is subscribed at the moment, and nobody may be.
   */
  jetStream?: boolean
  /** Headers of every message, also those of NATS itself (`Nats-TTL`), which an action cannot give; others of the action come before them. */
  headers?: Readonly<Record<string, string>>
  /** Messages travel as CloudEvents 1.0 in JSON. */
  cloudEvents?: CloudEventOptions
  /** Milliseconds that connecting to one server may take. Default 10,000. */
  connectTimeoutMs?: number
  /** Milliseconds that the stream may take to confirm a message. Default 10,000. */
  ackTimeoutMs?: number
}

export interface NatsTls {
  /** Authorities that are trusted, in place of the system's. */
  ca?: string
  /** Certificate and key that the server knows this client by. */
  cert?: string
  key?: string
  /** The name in the server's certificate, where it is not the address's. */
  servername?: string
  /** Whether TLS comes before anything else, as servers with `handshake_first` ask. Default false. */
  handshakeFirst?: boolean
  /** Default true. */
  rejectUnauthorized?: boolean
}

const connectionOptions = [
  'url',
  'servers',
  'user',
  'pass',
  'token',
  'authenticator',
  'tls',
  'connectTimeoutMs',
] as const

/** Everything that is wrong with the options; nothing where they are right. */
export function problemsOf(options: NatsOptions): string[] {
  const { url, servers, client, user, pass, token, authenticator, cloudEvents } = options
  const problems: string[] = []
  const places = [url, servers, client].filter((place) => place !== undefined)
  if (places.length === 0) problems.push('it needs a `url`, `servers` or a `client`')
  if (client !== undefined) {
    const given = connectionOptions.filter((name) => options[name] !== undefined)
    if (given.length > 0) problems.push(`\`client\` has a connection already, so that ${given.join(', ')} say nothing`)
    if (typeof client.flush !== 'function')
      problems.push('`client` is no connection of the package @nats-io/transport-node')
  } else if (places.length > 1) problems.push('only one of `url` and `servers` can say where messages go')
  if (url !== undefined && !isAddress(url)) problems.push('`url` has to be an address like nats://localhost:4222')
  if (servers !== undefined && !(servers.length > 0 && servers.every(isAddress)))
    problems.push('`servers` has to be a list of addresses like nats://localhost:4222')
  const logins = [user, token, authenticator].filter((login) => login !== undefined)
  if (logins.length > 1) problems.push('only one of `user`, `token` and `authenticator` can say who it is')
  if (pass !== undefined && user === undefined) problems.push('`pass` needs a `user`')
  for (const name of ['connectTimeoutMs', 'ackTimeoutMs'] as const) {
    const value = options[name]
    if (value !== undefined && !(value > 0)) problems.push(`\`${name}\` has to be a number above 0`)
  }
  if (cloudEvents !== undefined && !cloudEvents.source) problems.push('`cloudEvents` needs a `source`')
  return problems
}

function isAddress(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname, username, password } = new URL(url)
  try {
    decodeURIComponent(username + password)
  } catch {
    return false
  }
  return /^(?:nats|tls):$/.test(protocol) && hostname !== ''
}
