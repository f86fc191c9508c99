import { type ActionFunctionContext, createTriggers } from '@triggerkit/core'
import { sqlStore } from '@triggerkit/sql'
import { triggers } from '@triggerkit/typeorm'
import { DataSource, EntitySchema } from 'typeorm'
import { expect, test } from 'vitest'

const OrderEntity = new EntitySchema<{ id: number }>({
  name: 'orders',
  columns: { id: { type: 'int', primary: true } },
})

test('R21 R37 an engine loads its triggers from the database that it is connected to, and the store itself never fires', async () => {
  const fired: string[] = []
  const functions = { note: (): number => fired.push('stored') }
  const engine = createTriggers({ product: 'shop', database: 'orders-db', store: sqlStore(), functions })
  engine.register('*', {
    name: 'sees all',
    events: ['beforeInsert', 'afterInsert', 'afterUpdate', 'afterDelete'],
    actions: [{ type: 'custom', run: ({ table }: ActionFunctionContext) => void fired.push(`code, ${table}`) }],
  })
  await expect(engine.load()).rejects.toMatchObject({ code: 'STORE_UNCONNECTED' })
  const subscribers = [triggers(engine)]
  const options = { type: 'better-sqlite3', database: ':memory:', synchronize: true } as const
  const dataSource = await new DataSource({ ...options, entities: [OrderEntity], subscribers }).initialize()
  try {
    await engine.migrate()
    const actions = [{ type: 'custom', function: 'note' }] as never
    await engine.create({ tag: 'audit', name: 'Audit', tables: ['orders'], events: ['afterInsert'], actions })
    await engine.update({ tag: 'audit', description: 'second' })
    await engine.delete('audit')
    await engine.revert('audit', 2, { by: 'ann' })
    const { loaded, skipped } = await engine.load()
    expect(skipped).toEqual([])
    expect(loaded.map(({ tag, version }) => [tag, version])).toEqual([['audit', 4]])
    expect(fired).toEqual([])
    await dataSource.getRepository(OrderEntity).insert({ id: 1 })
    expect(fired).toEqual(['code, orders', 'code, orders', 'stored'])
    const [newest] = await engine.history('audit')
    expect(newest).toMatchObject({ version: 4, operation: 'create', by: 'ann' })
  } finally {
    await engine.close()
    await dataSource.destroy()
  }
  await expect(engine.fetchAll()).rejects.toMatchObject({ code: 'STORE_UNCONNECTED' })
})
