import { connectTriggers, createWorker } from '@triggerkit/core'
import { sqlOutbox } from '@triggerkit/sql'
import { openDatabase } from './database.ts'
import { moveStock } from './order/inventory.ts'
import { cancelOrder, placeOrder, rollBackOrder } from './order/live-order.ts'
import { registerOrderTriggers } from './order/order-triggers.ts'
import { createProviders } from './providers.ts'
import { reachable } from './reachable.ts'
import { openReceivers } from './receiver/receivers.ts'
import { printReport } from './report/check.ts'

const redis = await reachable(process.env.REDIS_URL ?? 'redis://127.0.0.1:6379')
const rabbitmq = await reachable(process.env.AMQP_URL ?? 'amqp://guest:guest@127.0.0.1:5672')
console.log(`Cache: ${redis ? 'Redis' : 'in memory, because no Redis answers (REDIS_URL)'}`)
console.log(`Broker: ${rabbitmq ? 'RabbitMQ' : 'a function, because no RabbitMQ answers (AMQP_URL)'}`)

const receivers = await openReceivers({ redis, rabbitmq })
const { mailbox, webhook, warehouse, refunds, folder } = receivers
const errors: Error[] = []

const db = await connectTriggers({
  env: 'prd',
  product: 'ecommerce',
  database: 'orders-db',
  outbox: sqlOutbox(),
  onError: (error) => errors.push(error),
  providers: createProviders({
    mail: mailbox.url,
    webhook,
    files: folder,
    redis,
    rabbitmq,
    onMessage: (_topic, body) => warehouse.received.push({ id: undefined, body }),
    moveStock: (items, sign) => moveStock(database, items, sign),
    async refund(payment, amount) {
      refunds.push({ payment, amount })
      return { refunded: amount }
    },
  }),
})
registerOrderTriggers(db.triggers)
const database = await openDatabase(db.triggers)
await db.triggers.outbox.migrate()
const worker = createWorker(db.triggers, { pollMs: 50 })
await worker.start()

console.log('\nThe providers, and whether they answer')
const health = await db.triggers.health()
for (const { family, tag = '', provider = '', state, error = '' } of health)
  console.log(
    `  ${[state.padEnd(8), family.padEnd(9), tag.padEnd(13), provider.padEnd(13), error].join(' ').trimEnd()}`,
  )

const { order, checks } = await placeOrder(database, receivers)
checks.push(...(await cancelOrder(database, receivers, order)))
checks.push(...(await rollBackOrder(database, receivers)))
checks.push({
  statement: 'every provider answered, and no action failed',
  holds: health.every(({ state }) => state !== 'down') && errors.length === 0,
})
for (const { message } of errors) console.log(message)
process.exitCode = printReport(checks) ? 0 : 1

await worker.stop()
await db.close()
await database.destroy()
await receivers.close()
