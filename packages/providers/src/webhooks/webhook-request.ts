import type { Callback, ProviderCall } from '@triggerkit/core'
import type { HttpRequest } from '@triggerkit/core/adapter'
import { type CloudEventOptions, cloudEventType, toCloudEvent } from '../message/cloud-event.ts'
import { toJson } from '../message/encode-message.ts'
import { loadVendor } from '../vendor/load-vendor.ts'
import { headersOfAction } from './webhook-header.ts'
import { fillUrl } from './webhook-url.ts'
import { secretsOf, type WebhookEndpoint } from './webhooks-options.ts'

/** The request of one attempt, signed at its time; or what is wrong with the action's input. */
export async function requestOf(
  endpoint: WebhookEndpoint,
  callback: Callback,
  call: ProviderCall,
  cloudEvents: CloudEventOptions | undefined,
): Promise<Omit<HttpRequest, 'signal'> | { problem: string }> {
  const filled = fillUrl(endpoint.url, callback.params, callback.query)
  if ('problem' in filled) return filled
  const given = headersOfAction(callback.headers)
  if ('wrong' in given) return { problem: `the header ${JSON.stringify(given.wrong)} cannot be carried` }
  const body = toJson(cloudEvents === undefined ? callback.body : toCloudEvent(callback.body, cloudEvents, call))
  const type = { 'content-type': cloudEvents === undefined ? 'application/json' : cloudEventType }
  const headers = {
    ...given.headers,
    ...type,
    ...lowerCase(endpoint.headers),
    ...(await signatureOf(endpoint, body, call)),
  }
  const { method = 'POST', origin = 'code' } = endpoint
  return { method, url: filled.url, headers, body, origin }
}

/** After Standard Webhooks: one signature for each secret, over exactly what is sent. The id is there without a secret, too. */
async function signatureOf(
  endpoint: WebhookEndpoint,
  body: string,
  { idempotencyKey }: ProviderCall,
): Promise<Record<string, string>> {
  const secrets = secretsOf(endpoint)
  const now = new Date()
  const headers = { 'webhook-id': idempotencyKey, 'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)) }
  if (secrets.length === 0) return headers
  const { Webhook } = await loadVendor('webhooks()', 'standardwebhooks', () => import('standardwebhooks'))
  const signatures = secrets.map((secret) => new Webhook(secret).sign(idempotencyKey, now, body))
  return { ...headers, 'webhook-signature': signatures.join(' ') }
}

function lowerCase(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
