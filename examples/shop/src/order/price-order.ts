import type { ActionFunctionContext } from '@triggerkit/core'
import type { EntityManager } from 'typeorm'
import { MovieEntity } from '../movie/movie.ts'
import type { Order } from './order.ts'

/** Fills in what the shop knows of each film, and the total; refuses what is not in stock. */
export async function priceOrder(context: ActionFunctionContext<Order>): Promise<void> {
  const { record, db } = context
  const items = []
  for (const item of record.items) {
    const movie = await (db as EntityManager).findOneBy(MovieEntity, { id: item.movieId })
    if (movie === null) context.reject(`There is no film ${item.movieId}`, { code: 'NO_SUCH_FILM', field: 'items' })
    if (movie.stock < item.quantity)
      context.reject(`"${movie.title}" is out of stock`, { code: 'OUT_OF_STOCK', field: 'items' })
    items.push({ ...item, title: movie.title, price: movie.price })
  }
  record.items = items
  record.total = items.reduce((total, { price, quantity }) => total + price * quantity, 0)
}
