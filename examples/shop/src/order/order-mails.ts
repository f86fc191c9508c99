import type { EmailMessages } from '@triggerkit/core'
import type { OrderItem } from './order.ts'

/** The mails that triggers name (`shop:order-placed`) and fill with variables. */
export const orderMails: EmailMessages = {
  'order-placed': {
    subject: 'Your order {{number}}',
    text: 'We have received your order {{number}}.',
  },
  'order-confirmed': {
    subject: 'Order confirmation {{number}}',
    text: ({ items, total }) =>
      `On their way: ${titlesOf(items as OrderItem[])}. Total: $${(Number(total) / 100).toFixed(2)}`,
  },
  'order-cancelled': {
    subject: 'Order {{number}} is cancelled',
    text: 'Your order {{number}} is cancelled.',
  },
}

function titlesOf(items: OrderItem[]): string {
  return items.map(({ title, quantity }) => `${quantity} × ${title}`).join(', ')
}
