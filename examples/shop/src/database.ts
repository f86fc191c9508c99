import type { Triggers } from '@triggerkit/core'
import { triggers } from '@triggerkit/typeorm'
import { DataSource } from 'typeorm'
import { AuditEntity } from './audit.ts'
import { GenreEntity } from './movie/genre.ts'
import { MovieEntity } from './movie/movie.ts'
import { RejectedRowEntity } from './movie/rejected-row.ts'
import { OrderEntity } from './order/order.ts'

/** SQLite in memory: nothing is left behind, however the program ends. The one line that Triggerkit asks for is `subscribers`. */
export async function openDatabase(engine: Triggers): Promise<DataSource> {
  const database = new DataSource({
    type: 'better-sqlite3',
    database: ':memory:',
    entities: [MovieEntity, GenreEntity, RejectedRowEntity, OrderEntity, AuditEntity],
    synchronize: true,
    subscribers: [triggers(engine)],
  })
  return database.initialize()
}
