import type { DataSource } from 'typeorm'
import { type OrderItem, StockEntity } from './order.ts'

/** Takes the items of an order out of the stock, or with `sign` 1 puts them back. */
export async function moveStock(database: DataSource, items: readonly OrderItem[], sign: 1 | -1): Promise<void> {
  const stock = database.getRepository(StockEntity)
  for (const { sku, quantity } of items) await stock.increment({ sku }, 'quantity', sign * quantity)
}
