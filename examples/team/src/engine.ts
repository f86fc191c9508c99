import { createTriggers, type Triggers } from '@triggerkit/core'
import { sqlStore } from '@triggerkit/sql'
import { triggers } from '@triggerkit/typeorm'
import { DataSource, EntitySchema } from 'typeorm'

export interface Order {
  id: number
  total: number
  status: string
}

export const OrderEntity: EntitySchema<Order> = new EntitySchema<Order>({
  name: 'Order',
  tableName: 'orders',
  columns: {
    id: { type: 'integer', primary: true, generated: true },
    total: { type: 'integer' },
    status: { type: 'text', default: 'new' },
  },
})

export interface AuditEntry {
  id: number
  text: string
}

export const AuditEntity: EntitySchema<AuditEntry> = new EntitySchema<AuditEntry>({
  name: 'Audit',
  tableName: 'audit',
  columns: { id: { type: 'integer', primary: true, generated: true }, text: { type: 'text' } },
})

export interface Shop {
  triggers: Triggers
  database: DataSource
}

/** The application's engine, as the application itself, the command line and a console have it: definitions are in the database. */
export async function openShop(file: string, log: (line: string) => void = console.log): Promise<Shop> {
  const engine = createTriggers({
    product: 'shop',
    database: 'orders',
    store: sqlStore({ pollMs: 200 }),
    logger: { debug: log, info: log, warn: log, error: log },
  })
  const database = new DataSource({
    type: 'better-sqlite3',
    database: file,
    // The application and the command line write to one file.
    enableWAL: true,
    timeout: 10_000,
    entities: [OrderEntity, AuditEntity],
    synchronize: true,
    subscribers: [triggers(engine)],
  })
  await database.initialize()
  await engine.migrate()
  return { triggers: engine, database }
}
