import { once } from 'node:events'
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'

export interface ReceivedWebhook {
  path: string
  body: Record<string, unknown>
}

export interface WebhookReceiver {
  url: string
  running: boolean
  received: ReceivedWebhook[]
  close(): Promise<void>
}

/** A real HTTP server on a free port of the loopback: the warehouse and the payment service of the shop. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = []
  const server = createServer(async (request, response) => {
    received.push({ path: request.url ?? '', body: (await json(request)) as Record<string, unknown> })
    response.writeHead(204).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const close = async (): Promise<void> => {
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
  return { url: `http://127.0.0.1:${port}`, running: true, received, close }
}
