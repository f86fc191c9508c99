import type { Triggers } from '@triggerkit/core'
import { triggers } from '@triggerkit/typeorm'
import { DataSource } from 'typeorm'
import { OrderEntity, StockEntity } from './order/order.ts'

/** SQLite in memory: nothing is left behind, however the program ends. */
export async function openDatabase(engine: Triggers): Promise<DataSource> {
  const database = new DataSource({
    type: 'better-sqlite3',
    database: ':memory:',
    entities: [OrderEntity, StockEntity],
    synchronize: true,
    subscribers: [triggers(engine)],
  })
  return database.initialize()
}
