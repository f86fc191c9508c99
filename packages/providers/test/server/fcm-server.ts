import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { createServer as createSecureServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { certificate } from '../fixture/certificate.ts'

export interface FcmReceived {
  token?: string
  topic?: string
  [name: string]: unknown
}

interface Answer {
  status: number
  body: unknown
  headers?: Record<string, string>
}

const tokenUrl = 'https://oauth2.googleapis.com/token'
const scope = 'https://www.googleapis.com/auth/firebase.messaging'
export const projectId = 'shop-1'

/** For tests: FCM HTTP v1, and the token endpoint, which lets in whoever signs with the account's key. The state of a device is in its token: `state:name`. */
export class FcmServer {
  readonly taken: FcmReceived[] = []
  /** Access tokens that it gave. */
  readonly tokens: string[] = []
  /** Most requests that it had at the same time. */
  mostAtATime = 0
  isSilent = false
  /** What it answers to the next messages instead; `undefined`: it ends the connection. */
  readonly next: (Answer | undefined)[] = []
  readonly email: string = 'push@shop-1.iam.gserviceaccount.com'
  readonly privateKey: string
  readonly #publicKey: string
  readonly #server: Server | ReturnType<typeof createServer>
  readonly #isSecure: boolean
  #underWay = 0

  constructor({ isSecure = false }: { isSecure?: boolean } = {}) {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', {
      modulusLength: 2_048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    })
    this.privateKey = privateKey
    this.#publicKey = publicKey
    this.#isSecure = isSecure
    this.#server = isSecure ? createSecureServer(certificate) : createServer()
    this.#server.on('request', (request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        this.mostAtATime = Math.max(this.mostAtATime, ++this.#underWay)
        setTimeout(() => {
          this.#underWay--
          const answer = this.#answer(request, Buffer.concat(chunks).toString())
          if (answer === 'none') return
          if (answer === undefined) return request.socket.destroy()
          response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
          response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body))
        }, 2)
      })
    })
  }

  get endpoint(): string {
    return `http${this.#isSecure ? 's' : ''}://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** The platform's, with the token endpoint's address leading here. */
  get fetch(): typeof globalThis.fetch {
    return (input, init) =>
      globalThis.fetch(String(input) === tokenUrl ? `${this.endpoint}/token` : (input as string), init)
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return this
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #answer({ url, headers }: IncomingMessage, body: string): Answer | 'none' | undefined {
    if (url === '/token') return this.#token(new URLSearchParams(body))
    if (this.isSilent) return 'none'
    if (!this.tokens.some((token) => headers.authorization === `Bearer ${token}`))
      return refusal(401, 'UNAUTHENTICATED', `Request had invalid credentials: ${headers.authorization}`)
    if (url !== `/v1/projects/${projectId}/messages:send`)
      return refusal(403, 'PERMISSION_DENIED', 'Permission denied on resource (or it may not exist)')
    if (this.next.length > 0) return this.next.shift()
    return this.#send(JSON.parse(body) as { message: FcmReceived; validate_only?: boolean })
  }

  /** RFC 7523: an assertion that the account's key signed, for this endpoint, not older than an hour. */
  #token(form: URLSearchParams): Answer {
    const [header = '', payload = '', signature = ''] = (form.get('assertion') ?? '').split('.')
    const isSigned = verify(
      'RSA-SHA256',
      Buffer.from(`${header}.${payload}`),
      createPublicKey(this.#publicKey),
      Buffer.from(signature, 'base64url'),
    )
    const { iss, aud, exp, iat, scope: asked } = decoded(payload) as Record<string, unknown>
    const now = Date.now() / 1_000
    const isFresh = (iat as number) <= now + 5 && (exp as number) > now && (exp as number) - (iat as number) <= 3_600
    const isKnown = iss === this.email && aud === tokenUrl && asked === scope && isFresh
    const isGrant = form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer'
    if (!isGrant || !isSigned || !isKnown || (decoded(header) as { alg?: string }).alg !== 'RS256')
      return { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' } }
    this.tokens.push(`ya29.access-${this.tokens.length}-${Math.random()}`)
    return { status: 200, body: { access_token: this.tokens.at(-1), expires_in: 3_599, token_type: 'Bearer' } }
  }

  #send({ message, validate_only: isProbe = false }: { message: FcmReceived; validate_only?: boolean }): Answer {
    const { token = '', topic, data = {} } = message
    const wrong = Object.entries(data as object).find(([, value]) => typeof value !== 'string')
    if (wrong !== undefined) return refusal(400, 'INVALID_ARGUMENT', `Invalid value at message.data[${wrong[0]}]`)
    const state = token.split(':')[0] ?? ''
    if (state !== 'ok' && topic === undefined) {
      const [status, error, own, text] = states[state] ?? states.invalid!
      return refusal(status, error, `${text} ${token}`, own)
    }
    if (!isProbe) this.taken.push(message)
    const id = isProbe ? 'fake_message_id' : `0:${this.taken.length}`
    return { status: 200, body: { name: `projects/${projectId}/messages/${id}` } }
  }
}

/** What FCM answers: https://firebase.google.com/docs/cloud-messaging/error-codes */
const states: Record<string, [status: number, error: string, own: string, text: string]> = {
  gone: [404, 'NOT_FOUND', 'UNREGISTERED', 'Requested entity was not found.'],
  invalid: [
    400,
    'INVALID_ARGUMENT',
    'INVALID_ARGUMENT',
    'The registration token is not a valid FCM registration token',
  ],
  mismatch: [403, 'PERMISSION_DENIED', 'SENDER_ID_MISMATCH', 'SenderId mismatch'],
  apns: [401, 'UNAUTHENTICATED', 'THIRD_PARTY_AUTH_ERROR', 'Auth error from APNS or Web Push Service'],
  internal: [500, 'INTERNAL', 'INTERNAL', 'Internal error encountered.'],
  busy: [503, 'UNAVAILABLE', 'UNAVAILABLE', 'The service is currently unavailable.'],
  quota: [429, 'RESOURCE_EXHAUSTED', 'QUOTA_EXCEEDED', 'Quota exceeded.'],
}

function refusal(status: number, error: string, message: string, own?: string): Answer {
  const type = 'type.googleapis.com/google.firebase.fcm.v1.FcmError'
  const details = own === undefined ? [] : [{ '@type': type, errorCode: own }]
  return { status, body: { error: { code: status, message, status: error, details } } }
}

function decoded(part: string): unknown {
  return JSON.parse(Buffer.from(part, 'base64url').toString() || '{}')
}
