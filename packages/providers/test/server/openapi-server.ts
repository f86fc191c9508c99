import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { certificate } from '../fixture/certificate.ts'

export interface ApiRequest {
  method: string
  url: string
  headers: IncomingHttpHeaders
  body: string
}

export interface ApiAnswer {
  status?: number
  headers?: Record<string, string>
  body?: unknown
}

/** An application over HTTP that knows one secret, and does the same once for an idempotency key. */
export interface ApiServer {
  url: string
  requests: ApiRequest[]
  /** What it has really done. */
  done: number
  /** What it answers; default: 200 and what it was asked. `'close'` breaks the connection off. */
  answer: ((request: ApiRequest) => ApiAnswer | 'close' | undefined) | undefined
  close(): Promise<void>
}

export const apiSecret = 'sk_test_4eC39HqLyjWDarjtT1zdp7dc'

export async function startApiServer({ tls = false }: { tls?: boolean } = {}): Promise<ApiServer> {
  const server = tls ? createTlsServer(certificate) : createServer()
  const keys = new Set<string>()
  const api: ApiServer = { url: '', requests: [], done: 0, answer: undefined, close: async () => undefined }
  server.on('request', async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const request = await read(incoming)
    api.requests.push(request)
    const answer = api.answer?.(request) ?? (isKnown(request) ? { body: { url: request.url } } : unauthorized(request))
    if (answer === 'close') return void incoming.socket.destroy()
    const { status = 200, headers = {}, body } = answer
    const key = request.headers['idempotency-key']
    if (status < 300 && isKnown(request) && !(typeof key === 'string' && keys.has(key))) api.done++
    if (typeof key === 'string') keys.add(key)
    outgoing.writeHead(status, { 'content-type': 'application/json', ...headers })
    outgoing.end(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  api.url = `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`
  api.close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return api
}

function isKnown({ headers }: ApiRequest): boolean {
  return headers.authorization === `Bearer ${apiSecret}`
}

/** As some do, it says what it was given. */
function unauthorized({ headers }: ApiRequest): ApiAnswer {
  return { status: 401, body: { error: { message: `Invalid API Key provided: ${headers.authorization}` } } }
}

async function read(incoming: IncomingMessage): Promise<ApiRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const { method = '', url = '', headers } = incoming
  return { method, url, headers, body: Buffer.concat(chunks).toString() }
}
