import { AsyncLocalStorage } from 'node:async_hooks'
import { retryAfterMs } from '@triggerkit/core/adapter'
import { loadVendor } from '../vendor/load-vendor.ts'
import type { TwilioLike } from './twilio-like.ts'
import type { TwilioOptions } from './twilio-options.ts'

/** What one request has of its attempt, and tells it. */
export interface Exchange {
  readonly signal: AbortSignal
  /** Milliseconds that the answer asked to wait. */
  retryAfterMs?: number
}

/** The exchange that a request belongs to: Twilio's client hands neither a signal on nor headers back. */
export const exchanges: AsyncLocalStorage<Exchange> = new AsyncLocalStorage()

export interface OpenClient {
  client: TwilioLike
  close(): void
}

/**
 * A client for these options.
 *
 * @throws ProviderError of code `PACKAGE_MISSING` where twilio is not installed.
 */
export async function openClient(options: TwilioOptions): Promise<OpenClient> {
  const { accountSid, authToken, apiKey, apiKeySecret, edge, region, baseUrl, timeoutMs = 30_000 } = options
  const { default: twilio } = await loadVendor('twilio()', 'twilio', () => import('twilio'))
  const httpClient = new twilio.RequestClient({ timeout: timeoutMs })
  httpClient.axios.interceptors.request.use((config) => {
    config.signal = exchanges.getStore()?.signal
    if (baseUrl !== undefined && config.url !== undefined) config.url = moved(config.url, baseUrl)
    return config
  })
  httpClient.axios.interceptors.response.use((response) => {
    const exchange = exchanges.getStore()
    if (exchange) exchange.retryAfterMs = retryAfterMs(response.headers['retry-after'] as string | undefined)
    return response
  })
  const client = new twilio.Twilio(apiKey ?? accountSid, apiKeySecret ?? authToken, {
    accountSid,
    edge,
    region,
    httpClient,
  })
  const agent = httpClient.axios.defaults.httpsAgent as { destroy?(): void } | undefined
  return { client, close: () => agent?.destroy?.() }
}

/** The same address at another server. */
function moved(address: string, baseUrl: string): string {
  const { pathname, search } = new URL(address)
  return `${new URL(baseUrl).origin}${pathname}${search}`
}
