import { isDeepStrictEqual } from 'node:util'
import type { DataSource } from 'typeorm'
import type { Receivers } from '../receiver/receivers.ts'
import type { Check } from '../report/check.ts'
import { until } from '../until.ts'
import { type Order, OrderEntity, StockEntity } from './order.ts'

const newOrder = {
  order_number: 'A-1001',
  customer_email: 'ann@example.com',
  status: 'confirmed',
  total: 2450,
  items: [{ sku: 'film', quantity: 2 }],
  shipping_address: '1 Main Street',
  shipping_priority: 'express',
  payment_intent_id: 'pi_7',
}

/** An order is placed: what everybody got because of it. */
export async function placeOrder(
  database: DataSource,
  receivers: Receivers,
): Promise<{ order: Order; checks: Check[] }> {
  await database.getRepository(StockEntity).insert({ sku: 'film', quantity: 10 })
  const order = await database.getRepository(OrderEntity).save({ ...newOrder })
  const { mailbox, warehouse, webhook } = receivers
  const message = { type: 'new-order', orderId: order.id, shippingAddress: '1 Main Street', priority: 'express' }
  const invoice = `Invoice for order A-1001\nTo pay: 2450\n`
  const cached = await receivers.cached(`everything:order:${order.id}`)
  const body = { orderId: order.id, customerEmail: 'ann@example.com', total: 2450 }
  const checks = [
    {
      statement: 'mail: "Order Confirmation #A-1001" to ann@example.com',
      holds: await until(() => mailbox.received.some(({ subject }) => subject === 'Order Confirmation #A-1001')),
    },
    {
      statement: 'broker: the warehouse has the message of the new order',
      holds: await until(() => warehouse.received.some((each) => isDeepStrictEqual(each.body, message))),
    },
    {
      statement: cached === null ? 'cache: in memory' : 'cache: Redis holds the order',
      holds: cached === null || (cached as Order | undefined)?.order_number === 'A-1001',
    },
    {
      statement: 'file: the invoice is in its folder',
      holds: (await receivers.file(`orders/${order.id}/invoice.txt`)) === invoice,
    },
    {
      statement: 'webhook: signed, verified, and once',
      holds: await until(
        () =>
          webhook.received.length === 1 && isDeepStrictEqual(webhook.received[0], { order: String(order.id), body }),
      ),
    },
    {
      statement: 'workflow: 2 of 10 films are taken out of the stock',
      holds: await until(async () => (await left(database)) === 8),
    },
  ]
  return { order, checks }
}

/** It is cancelled. */
export async function cancelOrder(database: DataSource, receivers: Receivers, { id }: Order): Promise<Check[]> {
  await database.getRepository(OrderEntity).update({ id }, { status: 'cancelled' })
  const cached = await receivers.cached(`everything:order:${id}`)
  return [
    {
      statement: 'app: the payment of 2450 is given back, once',
      holds: isDeepStrictEqual(receivers.refunds, [{ payment: 'pi_7', amount: 2450 }]),
    },
    {
      statement: 'mail: "Order Cancelled #A-1001"',
      holds: await until(() => receivers.mailbox.received.some(({ subject }) => subject === 'Order Cancelled #A-1001')),
    },
    { statement: 'workflow: the stock has its 10 films again', holds: (await left(database)) === 10 },
    { statement: cached === null ? 'cache: in memory' : 'cache: Redis holds the order no more', holds: !cached },
  ]
}

/** Another one is placed in a transaction that is rolled back. */
export async function rollBackOrder(database: DataSource, receivers: Receivers): Promise<Check[]> {
  const before = countAll(receivers)
  await database
    .transaction(async (manager) => {
      await manager.save(OrderEntity, { ...newOrder, order_number: 'A-1002' })
      throw new Error('the payment was refused')
    })
    .catch(() => undefined)
  await until(() => countAll(receivers) !== before, 500)
  return [{ statement: 'an order that was rolled back: nobody got anything', holds: countAll(receivers) === before }]
}

function countAll({ mailbox, warehouse, webhook, refunds }: Receivers): number {
  return mailbox.received.length + warehouse.received.length + webhook.received.length + refunds.length
}

async function left(database: DataSource): Promise<number> {
  return (await database.getRepository(StockEntity).findOneByOrFail({ sku: 'film' })).quantity
}
