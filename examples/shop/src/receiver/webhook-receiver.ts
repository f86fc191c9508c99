import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { isSigned } from './is-signed.ts'

export interface ReceivedWebhook {
  /** The same for all attempts of one message. */
  id: string
  path: string
  body: Record<string, unknown>
}

/** How often the server did not do as it was asked at once. */
export interface WebhookTroubles {
  /** Requests that it answered with 503. */
  busy: number
  /** Messages that it took, but whose sender it left without an answer. */
  unanswered: number
  /** Messages that it had already, by their ids. */
  repeated: number
  /** Requests whose signature is wrong. */
  forged: number
}

export interface WebhookReceiver {
  url: string
  /** What messages to it have to be signed with. */
  secret: string
  running: boolean
  /** Each message once. */
  received: ReceivedWebhook[]
  troubles: WebhookTroubles
  /** Refuses connections until it comes back. */
  goDown(): Promise<void>
  comeBack(): Promise<void>
  close(): Promise<void>
}

/** What becomes of its first requests when it is back. */
const hardBeginning = ['busy', 'busy', 'busy', 'unanswered'] as const

/** A real HTTP server on a free port of the loopback: the warehouse and the payment service of the shop. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const secret = `whsec_${randomBytes(24).toString('base64')}`
  const received = new Map<string, ReceivedWebhook>()
  const troubles: WebhookTroubles = { busy: 0, unanswered: 0, repeated: 0, forged: 0 }
  const ahead: ('busy' | 'unanswered')[] = []

  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const trouble = ahead.shift()
    if (trouble !== undefined) troubles[trouble]++
    const content = await text(request)
    if (trouble === 'busy') return void response.writeHead(503).end()
    if (!isSigned(request.headers, content, secret)) {
      troubles.forged++
      return void response.writeHead(401).end()
    }
    const id = String(request.headers['webhook-id'])
    if (received.has(id)) troubles.repeated++
    else received.set(id, { id, path: request.url ?? '', body: JSON.parse(content) as Record<string, unknown> })
    if (trouble === 'unanswered') request.socket.destroy()
    else response.writeHead(204).end()
  }

  const server = createServer((request, response) => void take(request, response))
  const listen = async (port: number): Promise<number> => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as { port: number }).port
  }
  const close = async (): Promise<void> => {
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
  const port = await listen(0)
  return {
    url: `http://127.0.0.1:${port}`,
    secret,
    running: true,
    get received() {
      return [...received.values()]
    },
    troubles,
    goDown: close,
    async comeBack() {
      ahead.push(...hardBeginning)
      await listen(port)
    },
    close,
  }
}
