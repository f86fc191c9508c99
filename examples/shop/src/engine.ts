import { createTriggers, type ErrorHandler, type Triggers } from '@triggerkit/core'
import { loadMessages } from '@triggerkit/core/messages'
import { smtp } from '@triggerkit/providers/smtp'
import { sqlOutbox } from '@triggerkit/sql'
import { registerMovieTriggers } from './movie/movie-triggers.ts'
import { registerOrderTriggers } from './order/order-triggers.ts'

export interface ShopOptions {
  /** Where mails go. */
  mail: string
  /** Where webhooks go, and what they are signed with. */
  services: string
  secret: string
  onError: ErrorHandler
}

/** The shop's triggers. Queued actions are kept in its own database. */
export async function createShopTriggers({ mail, services, secret, onError }: ShopOptions): Promise<Triggers> {
  const messages = await loadMessages(new URL('../messages', import.meta.url))
  const engine = createTriggers({
    database: 'shop-db',
    env: 'demo',
    outbox: sqlOutbox(),
    secrets: { webhook: secret },
    providers: { email: smtp({ url: mail, from: 'shop@example.com', messages }) },
    onError,
  })
  registerMovieTriggers(engine)
  registerOrderTriggers(engine, { warehouse: `${services}/warehouse`, payments: `${services}/payments` })
  return engine
}
