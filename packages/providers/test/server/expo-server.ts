import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { Agent, buildConnector, type Dispatcher } from 'undici'
import { certificate } from '../fixture/certificate.ts'

export interface ExpoPush {
  to: string
  title?: string
  body?: string
  data?: object
  [name: string]: unknown
}

interface Answer {
  status?: number
  body: unknown
}

/** For tests: Expo's push API, over TLS. Projects and the state of a device are read out of its token: `ExponentPushToken[project:state:…]`. */
export class ExpoServer {
  /** The notifications that it took. */
  readonly taken: ExpoPush[] = []
  /** How many notifications each request had. */
  readonly requests: number[] = []
  /** The access token that it asks for. */
  accessToken: string | undefined
  /** Whether it leaves requests without an answer. */
  isSilent = false
  /** What it answers to the next requests instead. */
  readonly next: Answer[] = []
  readonly #server: Server

  constructor() {
    this.#server = createServer(certificate, (request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        if (this.isSilent) return
        const bytes = Buffer.concat(chunks)
        const isZipped = request.headers['content-encoding'] === 'gzip'
        const { host, authorization } = request.headers
        const content: unknown = JSON.parse((isZipped ? gunzipSync(bytes) : bytes).toString())
        const { status = 200, body } =
          host === 'exp.host' ? this.#answer(request.url ?? '', authorization, content) : { status: 421, body: {} }
        response.writeHead(status, { 'content-type': 'application/json' })
        response.end(typeof body === 'string' ? body : JSON.stringify(body))
      })
    })
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return this
  }

  /** What leads the client's requests here: it knows no other address than its service's own. */
  dispatcher({ isTrusted = true, port }: { isTrusted?: boolean; port?: number } = {}): Dispatcher {
    const connect = buildConnector(isTrusted ? { ca: certificate.cert } : {})
    const here = { hostname: '127.0.0.1', port: String(port ?? (this.#server.address() as AddressInfo).port) }
    return new Agent({
      connect: (options, done) => connect({ ...options, ...here, servername: 'secure.test' }, done),
    })
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #answer(path: string, authorization: string | undefined, content: unknown): Answer {
    const next = this.next.shift()
    if (next !== undefined) return next
    if (this.accessToken !== undefined && authorization !== `Bearer ${this.accessToken}`)
      return refusal(401, 'UNAUTHORIZED', `The bearer token is invalid: ${authorization}`)
    if (path === '/--/api/v2/push/getReceipts') return { body: { data: {} } }
    if (path !== '/--/api/v2/push/send') return { status: 404, body: 'Not Found' }
    return this.#send(content as ExpoPush[])
  }

  #send(pushes: ExpoPush[]): Answer {
    this.requests.push(pushes.length)
    if (pushes.length > 100) return refusal(400, 'PUSH_TOO_MANY_NOTIFICATIONS', 'More than 100 notifications')
    const projects: Record<string, string[]> = {}
    for (const { to } of pushes) (projects[projectOf(to)] ??= []).push(to)
    if (Object.keys(projects).length > 1)
      return refusal(400, 'PUSH_TOO_MANY_EXPERIENCE_IDS', 'All push messages must be of the same project', projects)
    const invalid = pushes.find(({ to }) => stateOf(to) === 'invalid')
    if (invalid !== undefined) return refusal(400, 'VALIDATION_ERROR', `"to": ${invalid.to} is not valid`)
    return { body: { data: pushes.map((push) => this.#ticket(push)) } }
  }

  #ticket(push: ExpoPush): object {
    const error = stateOf(push.to)
    if (error === 'ok') {
      this.taken.push(push)
      return { status: 'ok', id: `ticket-${this.taken.length}` }
    }
    return { status: 'error', message: `"${push.to}" is not taken`, details: { error, expoPushToken: push.to } }
  }
}

function projectOf(token: string): string {
  return `@owner/${/\[([^:]*):/.exec(token)?.[1] ?? 'shop'}`
}

function stateOf(token: string): string {
  return /:([^:]*):/.exec(token)?.[1] ?? 'ok'
}

function refusal(status: number, code: string, message: string, details?: object): Answer {
  return { status, body: { errors: [{ code, message, details }] } }
}
