import { TriggerkitError } from '../errors/triggerkit-error.ts'

/** A webhook to be signed after Standard Webhooks (https://www.standardwebhooks.com). */
export interface WebhookContent {
  /** The same for all attempts: the idempotency key. */
  id: string
  /** Exactly what is sent. */
  body: string | Uint8Array
  /** `whsec_` and base64; several while one replaces another. */
  secrets: readonly string[]
  /** Milliseconds since 1970. Default: now. */
  now?: number
}

export interface WebhookHeaders {
  'webhook-id': string
  /** Seconds since 1970. */
  'webhook-timestamp': string
  /** One signature a secret: `v1,…`, separated by spaces. */
  'webhook-signature': string
}

const prefix = 'whsec_'
const shortestKey = 16

/**
 * The three headers of a signed webhook.
 *
 * @throws TriggerkitError of code `WEBHOOK_SECRET` for a secret that is no base64 or too short, without telling it; `WEBHOOK_ID` for an
 * id with a dot or a line break in it.
 */
export async function signWebhook({ id, body, secrets, now = Date.now() }: WebhookContent): Promise<WebhookHeaders> {
  if (!/^[!-~]+$/.test(id) || id.includes('.')) {
    throw new TriggerkitError({ code: 'WEBHOOK_ID', message: 'A webhook’s id has to be visible ASCII without dots.' })
  }
  const timestamp = String(Math.floor(now / 1_000))
  const content = concatenated(new TextEncoder().encode(`${id}.${timestamp}.`), toBytes(body))
  const signatures = await Promise.all(secrets.map(async (secret) => `v1,${await signatureOf(content, keyOf(secret))}`))
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}

async function signatureOf(content: Uint8Array<ArrayBuffer>, key: Uint8Array<ArrayBuffer>): Promise<string> {
  const { subtle } = globalThis.crypto
  const imported = await subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return btoa(String.fromCharCode(...new Uint8Array(await subtle.sign('HMAC', imported, content))))
}

function keyOf(secret: string): Uint8Array<ArrayBuffer> {
  const encoded = secret.startsWith(prefix) ? secret.slice(prefix.length) : secret
  const key = fromBase64(encoded)
  if (key !== undefined && key.length >= shortestKey) return key
  throw new TriggerkitError({
    code: 'WEBHOOK_SECRET',
    message: `A webhook's secret has to be "${prefix}" and at least ${shortestKey} bytes in base64.`,
  })
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w+/-]+=*$/.test(text)) return undefined
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}

function toBytes(body: string | Uint8Array): Uint8Array {
  return typeof body === 'string' ? new TextEncoder().encode(body) : body
}

function concatenated(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(first.length + second.length)
  all.set(first)
  all.set(second, first.length)
  return all
}
