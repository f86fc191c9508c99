import { once } from 'node:events'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { certificate } from '../fixture/certificate.ts'

export interface Received {
  method: string
  url: string
  headers: IncomingHttpHeaders
  body: string
}

/** For tests: a receiver of webhooks that verifies each one with the library of Standard Webhooks: 401 where it is not signed by its secret. */
export class WebhookReceiver {
  /** What it took. */
  readonly taken: Received[] = []
  /** What it verifies with; undefined: not at all. */
  secret: string | undefined
  /** Connections made to it. */
  connections = 0
  /** What it answers to what it took. */
  answer: (request: Received, response: ServerResponse) => void = (_request, response) => response.end('{"ok":true}')
  readonly #server: Server
  readonly #protocol: string

  constructor({ secret, secure = false }: { secret?: string; secure?: boolean } = {}) {
    const listener = (request: IncomingMessage, response: ServerResponse): void => void this.#take(request, response)
    this.#server = secure ? createSecureServer(certificate, listener) : createServer(listener)
    this.#server.on('connection', () => (this.connections += 1))
    this.#protocol = secure ? 'https' : 'http'
    this.secret = secret
  }

  async start(address = '127.0.0.1'): Promise<this> {
    this.#server.listen(0, address)
    await once(this.#server, 'listening')
    return this
  }

  get url(): string {
    const { address, port } = this.#server.address() as AddressInfo
    return `${this.#protocol}://${address}:${port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const { method = '', url = '', headers } = request
    if (method === 'OPTIONS') return void response.writeHead(405).end()
    if (!this.#isVerified(body, headers)) return void response.writeHead(401).end('the signature is wrong')
    this.taken.push({ method, url, headers, body })
    response.setHeader('content-type', 'application/json')
    this.answer(this.taken.at(-1)!, response)
  }

  #isVerified(body: string, headers: IncomingHttpHeaders): boolean {
    if (this.secret === undefined) return true
    try {
      new Webhook(this.secret).verify(body, headers as Record<string, string>)
      return true
    } catch {
      return false
    }
  }
}
