import { createTriggers, type ErrorHandler, type Triggers } from '@triggerkit/core'
import { smtp } from '@triggerkit/providers/smtp'
import { registerMovieTriggers } from './movie/movie-triggers.ts'
import { orderMails } from './order/order-mails.ts'
import { registerOrderTriggers } from './order/order-triggers.ts'

/** The shop's triggers. `mail` and `services` are where its mails and webhooks go. */
export function createShopTriggers(mail: string, services: string, onError: ErrorHandler): Triggers {
  const engine = createTriggers({
    database: 'shop-db',
    env: 'demo',
    providers: { email: smtp({ url: mail, from: 'shop@example.com', messages: orderMails }) },
    onError,
  })
  registerMovieTriggers(engine)
  registerOrderTriggers(engine, { warehouse: `${services}/warehouse`, payments: `${services}/payments` })
  return engine
}
