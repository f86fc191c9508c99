import { createECDH, createPublicKey, type ECDH, type JsonWebKey, randomBytes, verify } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { createServer as createSecureServer, type Server } from 'node:https'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import type { WebPushSubscription } from '@triggerkit/providers/web-push'
import { certificate } from '../fixture/certificate.ts'

interface Decryption {
  decrypt(body: Buffer, keys: { version: 'aes128gcm'; privateKey: ECDH; authSecret: string }): Buffer
}

const { decrypt } = createRequire(import.meta.url)('http_ece') as Decryption

export interface PushReceived {
  payload: unknown
  headers: IncomingHttpHeaders
  /** Of the VAPID token. */
  subject: string
}

interface Browser {
  keys: ECDH
  auth: string
  applicationServerKey: string
}

interface Answer {
  status: number
  body?: string
  headers?: Record<string, string>
}

/** For tests: a push service (RFC 8030) and the browsers behind it. It takes what is signed by the key a browser subscribed with. */
export class PushServer {
  /** What the browsers decrypted. */
  readonly received: PushReceived[] = []
  isSilent = false
  /** How many requests came. */
  requests = 0
  /** What it answers to the next requests instead; `undefined`: it ends the connection. */
  readonly next: (Answer | undefined)[] = []
  readonly #browsers = new Map<string, Browser>()
  readonly #server: Server | ReturnType<typeof createServer>
  readonly #isSecure: boolean

  constructor({ isSecure = false }: { isSecure?: boolean } = {}) {
    this.#isSecure = isSecure
    this.#server = isSecure ? createSecureServer(certificate) : createServer()
    this.#server.on('request', (request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        this.requests++
        if (this.isSilent) return
        const answer =
          this.next.length > 0
            ? this.next.shift()
            : this.#take(request.url ?? '', request.headers, Buffer.concat(chunks))
        if (answer === undefined) return request.socket.destroy()
        response.writeHead(answer.status, { 'content-type': 'text/plain', ...answer.headers })
        response.end(answer.body)
      })
    })
  }

  /** As egress rules name it. */
  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  get origin(): string {
    return `http${this.#isSecure ? 's' : ''}://${this.host}`
  }

  /** A browser that subscribes with this key. */
  subscribe(applicationServerKey: string): WebPushSubscription {
    const keys = createECDH('prime256v1')
    const p256dh = keys.generateKeys('base64url')
    const auth = randomBytes(16).toString('base64url')
    const path = `/push/${randomBytes(24).toString('base64url')}`
    this.#browsers.set(path, { keys, auth, applicationServerKey })
    return { endpoint: `${this.origin}${path}`, keys: { p256dh, auth } }
  }

  unsubscribe({ endpoint }: WebPushSubscription): void {
    this.#browsers.delete(new URL(endpoint).pathname)
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return this
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #take(path: string, headers: IncomingHttpHeaders, body: Buffer): Answer {
    const browser = this.#browsers.get(path)
    if (browser === undefined) return { status: 410, body: `no subscription ${path}` }
    if (!/^\d+$/.test(headers.ttl?.toString() ?? '')) return { status: 400, body: 'no TTL' }
    if (body.length > 4_096) return { status: 413 }
    const signed = verified(headers.authorization ?? '', this.origin)
    if (typeof signed === 'string') return { status: 401, body: signed }
    if (signed.key !== browser.applicationServerKey) return { status: 403, body: `another key than that of ${path}` }
    if (headers['content-encoding'] !== 'aes128gcm') return { status: 400, body: 'not encrypted' }
    const text = decrypt(body, { version: 'aes128gcm', privateKey: browser.keys, authSecret: browser.auth }).toString()
    this.received.push({ payload: JSON.parse(text), headers, subject: signed.subject })
    return { status: 201, headers: { location: `${this.origin}/message/1` } }
  }
}

/** RFC 8292: a JWT for this origin, of at most a day, signed by the key beside it. A text says what is wrong. */
function verified(authorization: string, origin: string): { key: string; subject: string } | string {
  const [, token = '', key = ''] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization) ?? []
  const [header = '', payload = '', signature = ''] = token.split('.')
  const point = Buffer.from(key, 'base64url')
  if (point.length !== 65) return 'no VAPID'
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'))
  const jwk: JsonWebKey = { kty: 'EC', crv: 'P-256', x, y }
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' })
  const signed = Buffer.from(`${header}.${payload}`)
  const byKey = { key: publicKey, dsaEncoding: 'ieee-p1363' as const }
  if (!verify('sha256', signed, byKey, Buffer.from(signature, 'base64url'))) return 'wrong signature'
  const { alg } = decoded(header)
  const { aud, exp, sub } = decoded(payload)
  const lifetime = Number(exp) - Date.now() / 1_000
  if (alg !== 'ES256' || aud !== origin || !(lifetime > 0 && lifetime <= 86_400)) return 'wrong claims'
  return { key, subject: String(sub) }
}

function decoded(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>
}
