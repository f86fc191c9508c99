import type { AddressResolver } from './egress-options.ts'

/** What the transport is made of. Loaded when it is first needed, so that the core loads where there is no Node. */
export interface NodeModules {
  http: typeof import('node:http')
  https: typeof import('node:https')
  fetch: typeof import('node-fetch')['default']
  /** The operating system's look-up. */
  resolve: AddressResolver
}

/** Rejects where the runtime has no `node:http`. */
export async function loadNodeModules(): Promise<NodeModules> {
  const [http, https, dns, { default: fetch }] = await Promise.all([
    import('node:http'),
    import('node:https'),
    import('node:dns/promises'),
    import('node-fetch'),
  ])
  const resolve: AddressResolver = async (hostname) => {
    const found = await dns.lookup(hostname, { all: true })
    return found.map(({ address }) => address)
  }
  return { http, https, fetch, resolve }
}
