import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'

export interface WebhookReceiver {
  url: string
  /** What messages to it have to be signed with. */
  secret: string
  /** What was signed as it should be. */
  received: { order: string; body: unknown }[]
  close(): Promise<void>
}

/** The other side of a webhook: checks the signature of what it gets. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const secret = `whsec_${randomBytes(24).toString('base64')}`
  const verifier = new Webhook(secret)
  const received: WebhookReceiver['received'] = []
  const server = createServer(async (request, response) => {
    try {
      const body = verifier.verify(await text(request), request.headers as Record<string, string>)
      received.push({ order: String(request.headers['x-order-id']), body })
      response.writeHead(204).end()
    } catch {
      response.writeHead(401).end()
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}/orders`,
    secret,
    received,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
