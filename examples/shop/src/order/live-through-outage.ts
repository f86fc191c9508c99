import { setTimeout } from 'node:timers/promises'
import type { Triggers, Worker } from '@triggerkit/core'
import type { DataSource } from 'typeorm'
import type { WebhookReceiver } from '../receiver/webhook-receiver.ts'
import { liveOrders, type OrderLife } from './live-orders.ts'

/** The server of the warehouse and the payment service is down while orders are lived, and comes back when ten attempts were in vain. */
export async function liveThroughOutage({
  engine,
  database,
  worker,
  webhook,
}: {
  engine: Triggers
  database: DataSource
  worker: Worker
  webhook: WebhookReceiver
}): Promise<OrderLife> {
  await webhook.goDown()
  console.log('The webhook server is down.')
  const orders = await liveOrders(database)
  await until(() => worker.counters.failed >= 10)
  await webhook.comeBack()
  console.log(`The webhook server is back, after ${worker.counters.failed} attempts in vain.`)
  await until(() => hasDelivered(engine))
  return orders
}

/** No Job is left that anything is to be done about. */
async function hasDelivered(engine: Triggers): Promise<boolean> {
  const { counts } = await engine.jobs.stats()
  return counts.ready + counts.waiting + counts.leased === 0
}

/** Looks again and again; for half a minute at most, so that the report can say what is missing. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000
  while (!(await holds()) && Date.now() < deadline) await setTimeout(20)
}
