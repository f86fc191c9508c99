import { createTriggers, type ErrorHandler, type Triggers } from '@triggerkit/core'
import { loadMessages } from '@triggerkit/core/messages'
import { smtp } from '@triggerkit/providers/smtp'
import { registerMovieTriggers } from './movie/movie-triggers.ts'
import { registerOrderTriggers } from './order/order-triggers.ts'

/** The shop's triggers. `mail` and `services` are where its mails and webhooks go. */
export async function createShopTriggers(mail: string, services: string, onError: ErrorHandler): Promise<Triggers> {
  const messages = await loadMessages(new URL('../messages', import.meta.url))
  const engine = createTriggers({
    database: 'shop-db',
    env: 'demo',
    providers: { email: smtp({ url: mail, from: 'shop@example.com', messages }) },
    onError,
  })
  registerMovieTriggers(engine)
  registerOrderTriggers(engine, { warehouse: `${services}/warehouse`, payments: `${services}/payments` })
  return engine
}
