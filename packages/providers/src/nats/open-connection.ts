import { isIP } from 'node:net'
import { loadVendor } from '../vendor/load-vendor.ts'
import type { NatsLike } from './nats-like.ts'
import type { NatsOptions } from './nats-options.ts'

/** The package that connects, and makes headers. */
export type NatsPackage = typeof import('@nats-io/transport-node')

export function loadNats(): Promise<NatsPackage> {
  return loadVendor('nats()', '@nats-io/transport-node', () => import('@nats-io/transport-node'))
}

/**
 * Resolves once it is connected. It does not reconnect by itself: what is tried after it broke says what is wrong then, and no message waits in
 * the client without a server.
 */
export async function openConnection(nats: NatsPackage, options: NatsOptions): Promise<NatsLike> {
  const { url, servers = [url!], tls, authenticator, connectTimeoutMs = 10_000 } = options
  const addresses = servers.map((server) => new URL(server))
  const isSecure = addresses.some(({ protocol }) => protocol === 'tls:')
  return nats.connect({
    servers: addresses.map(({ host }) => host),
    ...loginOf(addresses[0]!, options),
    authenticator,
    ...((tls !== undefined || isSecure) && { tls: { ...nameOf(addresses), ...tls } }),
    timeout: connectTimeoutMs,
    reconnect: false,
    // A server that is gone without a word is noticed within half a minute.
    pingInterval: 10_000,
    maxPingOut: 2,
    name: 'triggerkit',
  })
}

/** Of an address without a name the client checks no certificate but one of `localhost`. Of several addresses it takes one name alone. */
function nameOf([first, ...others]: readonly URL[]): { host?: string } {
  const host = first?.hostname.replace(/^\[|\]$/g, '')
  return host !== undefined && isIP(host) && others.length === 0 ? { host } : {}
}

/** A user without a password in an address is a token, as NATS has it. */
function loginOf(
  { username, password }: URL,
  { user, pass, token }: NatsOptions,
): { user?: string; pass?: string; token?: string } {
  if (user !== undefined || token !== undefined || username === '') return { user, pass, token }
  const [name, secret] = [decodeURIComponent(username), decodeURIComponent(password)]
  return secret === '' ? { token: name } : { user: name, pass: secret }
}
