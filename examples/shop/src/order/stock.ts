import type { ActionFunctionContext } from '@triggerkit/core'
import { type EntityManager, MoreThanOrEqual } from 'typeorm'
import { MovieEntity } from '../movie/movie.ts'
import type { Order } from './order.ts'

/** In the order's transaction: where one film has run out meanwhile, the order stays unconfirmed and the stock as it was. */
export async function takeStock({ record, db }: ActionFunctionContext<Order>): Promise<void> {
  for (const { movieId, quantity, title } of record.items) {
    const enough = { id: movieId, stock: MoreThanOrEqual(quantity) }
    const { affected } = await (db as EntityManager).decrement(MovieEntity, enough, 'stock', quantity)
    if (affected !== 1) throw new Error(`"${title}" has run out`)
  }
}

export async function restoreStock({ record, db }: ActionFunctionContext<Order>): Promise<void> {
  for (const { movieId, quantity } of record.items) {
    await (db as EntityManager).increment(MovieEntity, { id: movieId }, 'stock', quantity)
  }
}
