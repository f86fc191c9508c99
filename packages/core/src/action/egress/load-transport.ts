import type { EgressOptions } from './egress-options.ts'
import { EgressPolicy } from './egress-policy.ts'
import { loadNodeModules, type NodeModules } from './node-modules.ts'
import { NodeTransport, type NodeTransportOptions } from './node-transport.ts'

/** A transport for each kind of definition: connections of one must not be reused by the other. */
export interface Transports {
  code: NodeTransport
  stored: NodeTransport
}

/**
 * Makes the transports.
 *
 * @throws where the runtime has no `node:http`, or one that connects without asking the agent's look-up.
 */
export async function loadTransports(
  policies: { code: EgressPolicy; stored: EgressPolicy },
  { resolve, maxHeaderBytes, tls }: Omit<NodeTransportOptions, 'policy' | 'resolve'> & Pick<EgressOptions, 'resolve'>,
  load: () => Promise<NodeModules> = loadNodeModules,
): Promise<Transports> {
  const modules = await load()
  await assertAsksForAddresses(modules)
  const make = (policy: EgressPolicy): NodeTransport =>
    new NodeTransport(modules, { policy, resolve: resolve ?? modules.resolve, maxHeaderBytes, tls })
  return { code: make(policies.code), stored: make(policies.stored) }
}

/** Some runtimes have a `node:http` that looks names up by itself. A name that exists nowhere (RFC 6761) shows it, without a request. */
async function assertAsksForAddresses(modules: NodeModules): Promise<void> {
  let asked = false
  const resolve = async (): Promise<string[]> => {
    asked = true
    return []
  }
  const transport = new NodeTransport(modules, { policy: new EgressPolicy({}, true), resolve, maxHeaderBytes: 1_024 })
  const init = { method: 'GET', headers: {}, redirect: 'manual' as const, signal: AbortSignal.timeout(10_000) }
  await transport.fetch(new URL('http://look-up.invalid/'), init).catch(() => undefined)
  transport.close()
  if (!asked) throw new Error('The `node:http` of this runtime does not use the look-up that it is given.')
}
