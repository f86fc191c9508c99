import { DataSource, EntitySchema, type EntitySchemaColumnOptions } from 'typeorm'
import { expect, test } from 'vitest'
import { TypeormSchema } from './to-schema.ts'

const columns: Record<string, EntitySchemaColumnOptions> = {
  id: { type: 'integer', primary: true },
  status: { type: 'simple-enum', enum: ['open', 'paid'] },
  level: { type: 'simple-enum', enum: { Low: 'low', High: 'high' }, nullable: true },
  rank: { type: 'simple-enum', enum: { First: 1, Second: 2, 1: 'First', 2: 'Second' } },
  folded: { type: 'simple-enum', enum: ['a'], transformer: { from: (value) => value, to: (value) => value } },
  note: { type: 'varchar', enum: ['ignored'] },
}

test('the values of an enum of texts are known; of numbers, behind a transformer and where TypeORM ignores them they are not', async () => {
  const entities = [new EntitySchema({ name: 'Order', columns })]
  const dataSource = await new DataSource({ type: 'better-sqlite3', database: ':memory:', entities }).initialize()
  const order = new TypeormSchema(dataSource).schema.find('Order')!
  const values = [...order.columns].flatMap(([name, column]) => (column.values ? [[name, column.values]] : []))
  expect(Object.fromEntries(values)).toEqual({ status: ['open', 'paid'], level: ['low', 'high'] })
  await dataSource.destroy()
})
