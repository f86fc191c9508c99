import type { Triggers } from '@triggerkit/core'

/** The complete example of the specification as it stands, and behind it a file and a webhook. */
export function registerOrderTriggers(triggers: Triggers): void {
  const { Trigger, TriggerEvent } = triggers

  triggers.register('orders', {
    name: 'process-new-order',
    description: 'Process new orders: send confirmation, update inventory, notify warehouse',
    events: [TriggerEvent.AFTER_INSERT],
    enabled: true,
    priority: 1,
    condition: Trigger.when.field('record.status').equals('confirmed'),
    actions: [
      // 1. Send order confirmation email
      {
        ...Trigger.notification.email('order-emails', '{{record.customer_email}}', {
          subject: 'Order Confirmation #{{record.order_number}}',
          variables: {
            orderNumber: '{{record.order_number}}',
            total: '{{record.total}}',
            items: '{{record.items}}',
          },
        }),
        name: 'send-confirmation-email',
        timing: 'async',
      },

      // 2. Update inventory
      {
        ...Trigger.workflow.dispatch('update-inventory', {
          orderId: '{{record.id}}',
          items: '{{record.items}}',
        }),
        name: 'update-inventory',
      },

      // 3. Notify warehouse
      {
        ...Trigger.broker.publish('rabbitmq:warehouse-queue', {
          type: 'new-order',
          orderId: '{{record.id}}',
          shippingAddress: '{{record.shipping_address}}',
          priority: '{{record.shipping_priority}}',
        }),
        name: 'notify-warehouse',
      },

      // 4. Cache order for quick access
      {
        ...Trigger.cache.set('redis', 'order:{{record.id}}', '{{record}}', 86400),
        name: 'cache-order',
        continueOnError: true,
      },

      // 5. Log the order
      Trigger.log.info('Order {{record.order_number}} processed successfully', {
        orderId: '{{record.id}}',
        total: '{{record.total}}',
        customer: '{{record.customer_email}}',
      }),
    ],
  })

  triggers.register('orders', {
    name: 'process-order-cancellation',
    events: [TriggerEvent.AFTER_UPDATE],
    condition: Trigger.when.and(
      Trigger.when.field('record.status').changedTo('cancelled'),
      Trigger.when.field('previousRecord.status').notEquals('cancelled'),
    ),
    actions: [
      // Refund payment
      Trigger.action.execute('stripe', 'refund-payment', {
        paymentIntentId: '{{record.payment_intent_id}}',
        amount: '{{record.total}}',
      }),

      // Send cancellation email
      Trigger.notification.email('order-emails', '{{record.customer_email}}', {
        subject: 'Order Cancelled #{{record.order_number}}',
      }),

      // Restore inventory
      Trigger.workflow.execute('restore-inventory', {
        orderId: '{{record.id}}',
        items: '{{record.items}}',
      }),

      // Invalidate cache
      Trigger.cache.delete('redis', 'order:{{record.id}}'),
    ],
  })

  triggers.register('orders', {
    name: 'tell-of-order',
    events: [TriggerEvent.AFTER_INSERT],
    actions: [
      Trigger.storage.upload('invoices', '/orders/{{record.id}}/invoice.txt', {
        data: 'Invoice for order {{record.order_number}}\nTo pay: {{record.total}}\n',
      }),
      // Kept in the order's own transaction, and tried until the receiver has it.
      {
        ...Trigger.notification.callback('webhooks:order-created', {
          callback: {
            body: {
              orderId: '{{record.id}}',
              customerEmail: '{{record.customer_email}}',
              total: '{{record.total}}',
            },
            headers: { 'X-Order-Id': '{{record.id}}' },
          },
        }),
        timing: 'queued',
      },
    ],
  })
}
