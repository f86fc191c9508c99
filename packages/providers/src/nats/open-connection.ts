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
    ...((tls !== undefined || isSecure) && { tls: { ...tls } }),
    timeout: connectTimeoutMs,
    reconnect: false,
    name: 'triggerkit',
  })
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
