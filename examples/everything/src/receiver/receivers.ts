import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { type Mailbox, openMailbox } from './mailbox.ts'
import { openWarehouse, type Warehouse } from './warehouse.ts'
import { startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts'

/** Everybody who gets something: what they say of it is what the report goes by. */
export interface Receivers {
  mailbox: Mailbox
  webhook: WebhookReceiver
  /** What came over the broker; without one a function puts it here. */
  warehouse: Warehouse
  /** Money that was given back. */
  refunds: { payment: string; amount: number }[]
  folder: string
  /** A file's text; undefined where it is not there. */
  file(path: string): Promise<string | undefined>
  /** What a key of Redis holds; undefined where it holds nothing, and null where there is no Redis to ask. */
  cached(key: string): Promise<unknown>
  close(): Promise<void>
}

export async function openReceivers({ redis, rabbitmq }: { redis?: string; rabbitmq?: string }): Promise<Receivers> {
  const mailbox = await openMailbox()
  const webhook = await startWebhookReceiver()
  const warehouse = rabbitmq
    ? await openWarehouse(rabbitmq, 'warehouse-queue')
    : { received: [], close: async () => {} }
  const folder = await mkdtemp(join(tmpdir(), 'triggerkit-everything-'))
  const client = redis ? new Redis(redis) : undefined
  return {
    mailbox,
    webhook,
    warehouse,
    refunds: [],
    folder,
    file: (path) => readFile(join(folder, path), 'utf8').catch(() => undefined),
    async cached(key) {
      if (client === undefined) return null
      const text = await client.get(key)
      return text === null ? undefined : JSON.parse(text)
    },
    async close() {
      client?.disconnect()
      await Promise.all([mailbox.close(), webhook.close(), warehouse.close()])
      await rm(folder, { recursive: true, force: true })
    },
  }
}
