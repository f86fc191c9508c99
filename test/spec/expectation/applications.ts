import { expect } from 'vitest'
import type { Expectation } from './expectation.ts'

const ordered = { env: 'prd', product: 'ecommerce' }
const order = {
  id: 7,
  status: 'confirmed',
  total: '99.90',
  order_number: 'A-1001',
  customer_email: 'ann@example.com',
  items: [{ sku: 'x', quantity: 2 }],
  shipping_address: { city: 'Berlin' },
  shipping_priority: 'express',
  payment_intent_id: 'pi_1',
}

/** The whole applications of the specification: they connect by themselves and act through a Ductape instance. */
export const applicationExpectations: Record<string, Expectation> = {
  'Quick Start': {
    async after({ db, database, records, errors }) {
      expect(db).toMatchObject({ env: 'prd', product: 'my-product', database: 'my-db' })
      expect(await db.triggers.fetch('send-welcome-email')).toMatchObject({ name: 'Send Welcome Email', version: 1 })
      await database.create('users', { id: 1, name: 'Ann', email: 'ann@example.com' })
      await database.change('users', { id: 1 }, { $set: { name: 'Anna' } })
      expect(errors).toEqual([])
      expect(records.ductape).toMatchObject([
        [
          'notifications.email.send',
          {
            env: 'prd',
            product: 'my-product',
            notification: 'emails:welcome-message',
            input: {
              recipients: ['ann@example.com'],
              subject: { userName: 'Ann' },
              template: { name: 'Ann', email: 'ann@example.com' },
            },
          },
        ],
      ])
    },
  },

  'Complete Example': {
    async after({ db, database, records, errors, clock }) {
      expect(db).toMatchObject({ ...ordered, database: 'orders-db' })
      await database.create('orders', { ...order, id: 6, status: 'draft' })
      expect(records.ductape).toEqual([])
      await database.create('orders', order)
      await db.triggers.drain()
      expect(errors).toEqual([])
      const calls = Object.fromEntries(records.ductape)
      expect(records.ductape.map(([path]) => path).sort()).toEqual([
        'caches.set',
        'messaging.produce',
        'notifications.email.send',
        'workflows.dispatch',
      ])
      expect(calls).toMatchObject({
        'notifications.email.send': {
          ...ordered,
          notification: 'order-emails',
          input: {
            recipients: ['ann@example.com'],
            subject: 'Order Confirmation #A-1001',
            template: { orderNumber: 'A-1001', total: '99.90', items: order.items },
          },
        },
        'workflows.dispatch': { ...ordered, workflow: 'update-inventory', input: { orderId: 7, items: order.items } },
        'messaging.produce': {
          ...ordered,
          event: 'rabbitmq:warehouse-queue',
          message: { type: 'new-order', orderId: 7, shippingAddress: { city: 'Berlin' }, priority: 'express' },
        },
        'caches.set': { ...ordered, cache: 'redis', key: 'order:7', expiry: new Date(clock.now() + 86_400_000) },
      })
      expect(JSON.parse((calls['caches.set'] as { value: string }).value)).toEqual(order)
      expect(records.lines).toEqual([
        {
          level: 'info',
          message: 'Order A-1001 processed successfully',
          data: { orderId: 7, total: '99.90', customer: 'ann@example.com' },
        },
      ])
      records.ductape.length = 0
      await database.change('orders', { id: 7 }, { $set: { note: 'call first' } })
      expect(records.ductape).toEqual([])
      await database.change('orders', { id: 7 }, { $set: { status: 'cancelled' } })
      await database.change('orders', { id: 7 }, { $set: { status: 'cancelled' } })
      expect(errors).toEqual([])
      expect(records.ductape).toMatchObject([
        [
          'actions.run',
          { app: 'stripe', action: 'refund-payment', input: { paymentIntentId: 'pi_1', amount: '99.90' } },
        ],
        [
          'notifications.email.send',
          {
            notification: 'order-emails',
            input: { recipients: ['ann@example.com'], subject: 'Order Cancelled #A-1001' },
          },
        ],
        ['workflows.execute', { tag: 'restore-inventory', input: { orderId: 7, items: order.items } }],
        ['caches.clear', { cache: 'redis', key: 'order:7' }],
      ])
    },
  },
}
