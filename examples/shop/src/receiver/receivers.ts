import { once } from 'node:events'
import { createServer } from 'node:net'
import type { DemoOptions } from '../options.ts'
import { type MailReceiver, startMailReceiver } from './mail-receiver.ts'
import { startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts'

/** Where mails and webhooks go. A receiver that was left out has an address at which nobody answers. */
export interface Receivers {
  mail: MailReceiver
  webhook: WebhookReceiver
  close(): Promise<void>
}

export async function startReceivers(options: DemoOptions): Promise<Receivers> {
  const mail = options.smtp ? await startMailReceiver() : { ...(await nobody('smtp')), received: [] }
  const webhook = options.webhooks ? await startWebhookReceiver() : await noWebhookReceiver()
  const close = async (): Promise<void> => {
    await Promise.all([mail.close(), webhook.close()])
  }
  return { mail, webhook, close }
}

async function noWebhookReceiver(): Promise<WebhookReceiver> {
  const nowhere = async (): Promise<void> => {}
  const troubles = { busy: 0, unanswered: 0, repeated: 0, forged: 0 }
  const secret = `whsec_${Buffer.alloc(24).toString('base64')}`
  return { ...(await nobody('http')), secret, received: [], troubles, goDown: nowhere, comeBack: nowhere }
}

async function nobody(protocol: string): Promise<{ url: string; running: boolean; close(): Promise<void> }> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return { url: `${protocol}://127.0.0.1:${port}`, running: false, close: async () => {} }
}
