import type { Providers } from '@triggerkit/core'
import { localFolder } from '@triggerkit/providers/flydrive'
import { apps, publisher, workflows } from '@triggerkit/providers/functions'
import { memoryCache } from '@triggerkit/providers/memory'
import { rabbitmq } from '@triggerkit/providers/rabbitmq'
import { redis } from '@triggerkit/providers/redis'
import { smtp } from '@triggerkit/providers/smtp'
import { webhooks } from '@triggerkit/providers/webhooks'
import type { OrderItem } from './order/order.ts'

/** What there is on this machine, and what the application itself does. */
export interface Places {
  mail: string
  webhook: { url: string; secret: string }
  /** A folder for files. */
  files: string
  /** Absent where the server is not there. */
  redis?: string
  rabbitmq?: string
  /** In place of a broker that is not there. */
  onMessage(topic: string, message: unknown): void
  moveStock(items: readonly OrderItem[], sign: 1 | -1): Promise<void>
  refund(payment: string, amount: number): Promise<{ refunded: number }>
}

interface OrderInput {
  items: OrderItem[]
}

interface RefundInput {
  paymentIntentId: string
  amount: number
}

/** A provider under each tag that the triggers name. */
export function createProviders({ onMessage, moveStock, refund, ...places }: Places): Providers {
  return {
    email: { 'order-emails': smtp({ url: places.mail, from: 'The Shop <shop@example.com>' }) },
    broker: {
      rabbitmq: places.rabbitmq
        ? rabbitmq({ url: places.rabbitmq, declare: true })
        : publisher(async (topic, message) => onMessage(topic, message)),
    },
    cache: { redis: places.redis ? redis({ url: places.redis, keyPrefix: 'everything:' }) : memoryCache() },
    storage: { invoices: localFolder({ root: places.files }) },
    callback: { webhooks: webhooks({ endpoints: { 'order-created': places.webhook } }) },
    workflow: workflows({
      'update-inventory': async (input) => moveStock((input as OrderInput).items, -1),
      'restore-inventory': async (input) => moveStock((input as OrderInput).items, 1),
    }),
    action: apps({
      stripe: {
        'refund-payment': async (input) => {
          const { paymentIntentId, amount } = input as RefundInput
          return refund(paymentIntentId, amount)
        },
      },
    }),
  }
}
