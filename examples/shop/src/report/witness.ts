import type { DataSource, EntityMetadata } from 'typeorm'
import { MovieEntity } from '../movie/movie.ts'
import { OrderEntity } from '../order/order.ts'

const witnessed = [MovieEntity, OrderEntity]

/**
 * SQLite's own triggers write down each change of a film or an order, so that the report can compare what Triggerkit saw with what really
 * happened. An application needs none of this.
 */
export async function installWitness(database: DataSource): Promise<void> {
  await database.query('CREATE TABLE witness ("table" TEXT, operation TEXT, rowId INTEGER)')
  for (const entity of witnessed) {
    const metadata = database.getMetadata(entity)
    await database.query(witnessOf(metadata, 'insert', 'NEW'))
    await database.query(witnessOf(metadata, 'update', 'NEW', `WHEN ${somethingDiffers(metadata)}`))
    await database.query(witnessOf(metadata, 'delete', 'OLD'))
  }
}

function witnessOf({ name, tableName }: EntityMetadata, operation: string, row: 'NEW' | 'OLD', when = ''): string {
  return `CREATE TRIGGER witness_${operation}_${tableName} AFTER ${operation} ON ${tableName} ${when}
    BEGIN INSERT INTO witness VALUES ('${name}', '${operation}', ${row}.id); END`
}

function somethingDiffers(metadata: EntityMetadata): string {
  return metadata.columns.map(({ databaseName }) => `OLD."${databaseName}" IS NOT NEW."${databaseName}"`).join(' OR ')
}
