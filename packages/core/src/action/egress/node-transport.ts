import type { Agent, ClientRequest } from 'node:http'
import type { SecureContextOptions } from 'node:tls'
import type { FetchInit, FetchResponse } from '../executors/http/fetch-like.ts'
import type { AddressResolver } from './egress-options.ts'
import type { EgressPolicy } from './egress-policy.ts'
import { guardAgent } from './guarded-agent.ts'
import type { NodeModules } from './node-modules.ts'

/** Less than the 5 s after which many servers end an idle connection: one that they are about to end should not be reused. */
const idleMs = 4_000
const idempotentMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])

export interface NodeTransportOptions {
  policy: EgressPolicy
  resolve: AddressResolver
  maxHeaderBytes: number
  /** Certificates to trust instead of the system's own. */
  tls?: Pick<SecureContextOptions, 'ca'>
}

/** What Node's agents have, and their types do not tell. */
interface Pool extends Agent {
  addRequest(request: ClientRequest & { maxHeaderSize?: number }, options: object): void
}

/** node-fetch over agents that connect to nothing but what their policy lets through. Proxies of the environment are not used. */
export class NodeTransport {
  readonly #modules: NodeModules
  readonly #maxHeaderBytes: number
  readonly #http: Pool
  readonly #https: Pool

  constructor(modules: NodeModules, { policy, resolve, maxHeaderBytes, tls }: NodeTransportOptions) {
    const options = { keepAlive: true, maxFreeSockets: 8, timeout: idleMs }
    this.#modules = modules
    this.#maxHeaderBytes = maxHeaderBytes
    this.#http = guardAgent(new modules.http.Agent(options), policy, resolve) as Pool
    this.#https = guardAgent(new modules.https.Agent({ ...options, ...tls }), policy, resolve) as Pool
  }

  /**
   * Sends one request and follows no redirect. Rejects with what went wrong, an `EgressRefused` where the policy did. A request that may be
   * repeated is, once, where a connection that was kept turns out to have been ended by the other side.
   */
  async fetch(url: URL, init: FetchInit): Promise<FetchResponse> {
    const first = await this.#attempt(url, init)
    if ('response' in first) return first.response
    if (!first.stale || !idempotentMethods.has(init.method) || init.signal.aborted) throw first.error
    const second = await this.#attempt(url, init)
    if ('response' in second) return second.response
    throw second.error
  }

  /** Ends all connections. */
  close(): void {
    this.#http.destroy()
    this.#https.destroy()
  }

  async #attempt(url: URL, init: FetchInit): Promise<{ response: FetchResponse } | { error: unknown; stale: boolean }> {
    const entry = poolEntry(url.protocol === 'https:' ? this.#https : this.#http, this.#maxHeaderBytes)
    try {
      const response = await this.#modules.fetch(url.href, {
        ...init,
        headers: { 'user-agent': 'triggerkit', ...init.headers },
        body: bodyOf(init.body),
        agent: entry.agent,
        follow: 0,
      })
      // An abort is an error event of a body that was left already, too (of a redirect, say): it has to find a listener.
      response.body?.on('error', () => undefined)
      return { response }
    } catch (error) {
      return { error: entry.error ?? error, stale: entry.stale }
    }
  }
}

interface PoolEntry {
  agent: Agent
  /** What really went wrong: node-fetch makes a text of it that holds the whole address. */
  error?: Error & { code?: string }
  stale: boolean
}

/** One request's way into the pool. */
function poolEntry(pool: Pool, maxHeaderBytes: number): PoolEntry {
  const agent = Object.create(pool) as Pool
  const entry: PoolEntry = { agent, stale: false }
  agent.addRequest = (request, options) => {
    request.maxHeaderSize = maxHeaderBytes
    request.once('error', (error) => {
      entry.error = error
      entry.stale = request.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(entry.error.code ?? '')
    })
    pool.addRequest(request, options)
  }
  return entry
}

/** The same bytes as what node-fetch's types ask for. */
function bodyOf(body: FetchInit['body']): string | Buffer | undefined {
  return body instanceof Uint8Array ? Buffer.from(body.buffer, body.byteOffset, body.byteLength) : body
}
