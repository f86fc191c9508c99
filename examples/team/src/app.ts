import { setTimeout as delay } from 'node:timers/promises'
import { OrderEntity, openShop } from './engine.ts'

/** The application: takes orders for as long as it runs, and knows of no trigger. Changes reach it while it runs. */
const { triggers, database } = await openShop(process.env.SHOP_DATABASE!)
await triggers.load({ watch: true })
const orders = database.getRepository(OrderEntity)
let isRunning = true
process.once('SIGTERM', () => {
  isRunning = false
})
console.log('the application runs')
for (let number = 1; isRunning; number++) {
  const order = await orders.save({ total: number % 2 === 0 ? 1_200 : 600, status: 'new' })
  await orders.update(order.id, { status: 'paid' })
  await delay(50)
}
await triggers.close()
await database.destroy()
