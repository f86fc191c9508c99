import type { DataSource } from 'typeorm'
import type { Order } from '../order/order.ts'
import { OrderEntity } from '../order/order.ts'

/** What the outside world must have heard, worked out from the orders in the database: a list for each order, in its order. */
export interface ExpectedMessages {
  mails: string[][]
  webhooks: string[][]
}

export async function expectedMessages(database: DataSource): Promise<ExpectedMessages> {
  const orders = await database.getRepository(OrderEntity).find()
  return { mails: orders.map(mailsOf), webhooks: orders.map(webhooksOf) }
}

function mailsOf({ number, email, items, total, confirmedAt, cancelledAt }: Order): string[] {
  const mails = [`${email} | Your order ${number} | We have received your order ${number}. | `]
  if (confirmedAt) {
    const films = items.map(({ title, quantity }) => `${quantity} × ${title}`)
    const sum = `Total: $${(total / 100).toFixed(2)}`
    const text = `On their way: ${films.join(', ')}. ${sum}`
    mails.push([email, `Order confirmation ${number}`, text, confirmationPage(films, sum)].join(' | '))
  }
  if (cancelledAt) mails.push(`${email} | Order ${number} is cancelled | Your order ${number} is cancelled. | `)
  return mails
}

function confirmationPage(films: string[], sum: string): string {
  const list = films.map((film) => `<li>${film.replaceAll('&', '&#38;').replaceAll("'", '&#39;')}</li>`)
  const body = ['<p>On their way:</p>', '<ul>', ...list, '</ul>', `<p>${sum}</p>`]
  return ['<!doctype html>', '<html lang="en">', '<body>', ...body, '</body>', '</html>'].join('\n')
}

function webhooksOf({ number, items, total, confirmedAt, cancelledAt }: Order): string[] {
  const webhooks = []
  if (confirmedAt) webhooks.push(toLine('/warehouse/shipments', { event: 'order.confirmed', order: number, items }))
  if (confirmedAt && cancelledAt)
    webhooks.push(toLine('/payments/refunds', { event: 'order.refunded', order: number, amount: total }))
  return webhooks
}

export function toLine(path: string, body: object): string {
  return `${path} ${JSON.stringify(body)}`
}
