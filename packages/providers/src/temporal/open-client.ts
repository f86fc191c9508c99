import type { ProviderFailures } from '../failure/provider-failures.ts'
import { loadVendor } from '../vendor/load-vendor.ts'
import type { TemporalClientLike } from './temporal-like.ts'
import type { TemporalOptions } from './temporal-options.ts'

export interface OpenClient {
  client: TemporalClientLike
  close(): Promise<void>
}

/** The client that the options have or make; `close` ends the connection that was made here. */
export async function openClient(options: TemporalOptions, failures: ProviderFailures): Promise<OpenClient> {
  const { address, connection, client, namespace, tls, apiKey } = options
  const leave = (): Promise<void> => Promise.resolve()
  if (client !== undefined) return { client, close: leave }
  const { Client, Connection } = await loadVendor(
    'temporal()',
    '@temporalio/client',
    () => import('@temporalio/client'),
  )
  if (connection !== undefined)
    return { client: new Client({ connection: connection as never, namespace }), close: leave }
  // Its own repetitions go on after an attempt was given up: they are made here instead.
  const own = Connection.lazy({ address, tls, apiKey: hidden(apiKey, failures), interceptors: [] })
  return { client: new Client({ connection: own, namespace }), close: () => own.close() }
}

/** The key, kept out of errors also where a function gives it. */
function hidden(apiKey: TemporalOptions['apiKey'], failures: ProviderFailures): TemporalOptions['apiKey'] {
  if (typeof apiKey !== 'function') return apiKey
  let last: string | undefined
  return () => {
    const key = apiKey()
    if (key !== last) failures.hide(key)
    last = key
    return key
  }
}
