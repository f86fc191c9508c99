import { type ActionOptions, Trigger, TriggerEvent, type Triggers } from '@triggerkit/core'
import { priceOrder } from './price-order.ts'
import { restoreStock, takeStock } from './stock.ts'

/**
 * Kept in the order's own transaction, and sent by the worker, however long that takes: what is about one order in its order, and one that
 * finally failed does not hold up the rest. The patience is a demo's; without `retry` webhooks are tried for more than a day.
 */
const queued: ActionOptions = {
  timing: 'queued',
  orderingKey: 'order:{{record.id}}',
  onDead: 'skip',
  retry: { maxAttempts: 12, initialDelay: 50, backoffMultiplier: 1.5, maxDelay: 300 },
}

/** The life of an order. `warehouse` and `payments` are the addresses of the webhooks. */
export function registerOrderTriggers(
  engine: Triggers,
  { warehouse, payments }: { warehouse: string; payments: string },
): void {
  const { field, and } = Trigger.when

  engine.register('orders', {
    name: 'price-order',
    description:
      'Before: look the films up, fill in title, price and total; refuse an order that the stock cannot meet',
    events: [TriggerEvent.BEFORE_INSERT],
    actions: [Trigger.custom(priceOrder)],
  })

  engine.register('orders', {
    name: 'stamp-confirmation',
    events: [TriggerEvent.BEFORE_UPDATE],
    condition: field('record.status').changedTo('confirmed'),
    actions: [Trigger.record.set({ confirmedAt: '{{timestamp}}' })],
  })

  engine.register('orders', {
    name: 'stamp-cancellation',
    events: [TriggerEvent.BEFORE_UPDATE],
    condition: field('record.status').changedTo('cancelled'),
    actions: [Trigger.record.set({ cancelledAt: '{{timestamp}}' })],
  })

  engine.register('orders', {
    name: 'audit-orders',
    events: [TriggerEvent.AFTER_WRITE],
    actions: [
      Trigger.database.insert('audit', {
        table: '{{table}}',
        operation: '{{operation}}',
        rowId: '{{record.id}}',
        changedFields: '{{changedFields}}',
        at: '{{timestamp}}',
      }),
    ],
  })

  engine.register('orders', {
    name: 'acknowledge-order',
    events: [TriggerEvent.AFTER_INSERT],
    actions: [
      Trigger.notification.email('shop:order-placed', ['{{record.email}}'], {
        subject: { number: '{{record.number}}' },
        template: { number: '{{record.number}}' },
      }),
    ],
  })

  engine.register('orders', {
    name: 'process-confirmed-order',
    description: 'Take the films from the stock, notify the warehouse, then tell the customer',
    events: [TriggerEvent.AFTER_UPDATE],
    priority: 1,
    condition: field('record.status').changedTo('confirmed'),
    actions: [
      { ...Trigger.custom(takeStock), name: 'take-stock', phase: 'transaction' },
      {
        ...Trigger.http.post(
          `${warehouse}/shipments`,
          { event: 'order.confirmed', order: '{{record.number}}', items: '{{record.items}}' },
          { sign: 'webhook' },
        ),
        ...queued,
        name: 'notify-warehouse',
        continueOnError: true,
      },
      {
        ...Trigger.notification.email('shop:order-confirmed', ['{{record.email}}'], {
          subject: { number: '{{record.number}}' },
          template: { items: '{{record.items}}', total: '{{record.total}}' },
        }),
        ...queued,
        name: 'send-confirmation',
      },
      Trigger.log.info('Order {{record.number}} confirmed', {
        total: '{{record.total}}',
        customer: '{{record.email}}',
      }),
    ],
  })

  engine.register('orders', {
    name: 'process-cancellation',
    description: 'Give the films back to the stock and the money to the customer',
    events: [TriggerEvent.AFTER_UPDATE],
    condition: and(field('record.status').changedTo('cancelled'), field('previousRecord.status').equals('confirmed')),
    actions: [
      { ...Trigger.custom(restoreStock), name: 'restore-stock', phase: 'transaction' },
      {
        ...Trigger.http.post(
          `${payments}/refunds`,
          { event: 'order.refunded', order: '{{record.number}}', amount: '{{record.total}}' },
          { sign: 'webhook' },
        ),
        ...queued,
      },
    ],
  })

  engine.register('orders', {
    name: 'acknowledge-cancellation',
    events: [TriggerEvent.AFTER_UPDATE],
    condition: field('record.status').changedTo('cancelled'),
    actions: [
      {
        ...Trigger.notification.email('shop:order-cancelled', ['{{record.email}}'], {
          subject: { number: '{{record.number}}' },
          template: { number: '{{record.number}}' },
        }),
        ...queued,
      },
    ],
  })
}
