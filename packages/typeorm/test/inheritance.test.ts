import { createTriggers, Trigger } from '@triggerkit/core'
import { triggers } from '@triggerkit/typeorm'
import * as typeorm from 'typeorm'
import { expect, test } from 'vitest'
import { connect } from './fixture/connect.ts'
import { memoryDatabase } from './fixture/fixture-database.ts'
import { StatementLog } from './fixture/typeorm-side.ts'

test('triggers of a child entity hear of writes made through its parent', async () => {
  const engine = createTriggers()
  const heard: string[] = []
  const note = (name: string) =>
    Trigger.custom(({ event, record }) => {
      heard.push(`${name} ${event} ${String(record.label)}`)
    })
  const events = ['afterUpdate', 'afterDelete'] as const
  engine.register('Car', { name: 'of-cars', events: [...events], actions: [note('Car')] })
  engine.register('Vehicle', { name: 'of-all', events: [...events], actions: [note('Vehicle')] })
  const on = { typeorm, type: 'better-sqlite3' as const }
  const dataSource = await connect(on, await memoryDatabase(), new StatementLog(), true, [triggers(engine)])
  await dataSource.getRepository('Car').insert([{ label: 'c1' }, { label: 'c2' }])
  await dataSource.getRepository('Truck').insert({ label: 't1' })
  const vehicles = dataSource.getRepository('Vehicle')

  expect(await vehicles.update({ label: typeorm.In(['c1', 't1']) }, { note: 'x' })).toMatchObject({ affected: 2 })
  expect(heard.splice(0).sort()).toEqual(['Car afterUpdate c1', 'Vehicle afterUpdate c1', 'Vehicle afterUpdate t1'])

  await vehicles.remove(await vehicles.findOneByOrFail({ label: 'c1' }))
  expect(await vehicles.createQueryBuilder().delete().execute()).toMatchObject({ affected: 2 })
  expect(heard.sort()).toEqual([
    'Car afterDelete c1',
    'Car afterDelete c2',
    'Vehicle afterDelete c1',
    'Vehicle afterDelete c2',
    'Vehicle afterDelete t1',
  ])
  await dataSource.destroy()
})

test('before-triggers of a child entity alone vet writes made through its parent', async () => {
  const engine = createTriggers()
  engine.register('Car', {
    name: 'no-x',
    events: ['beforeUpdate'],
    condition: { field: 'record.note', operator: 'EQUALS', value: 'x' },
    actions: [Trigger.record.reject('no x')],
  })
  const on = { typeorm, type: 'better-sqlite3' as const }
  const dataSource = await connect(on, await memoryDatabase(), new StatementLog(), true, [triggers(engine)])
  await dataSource.getRepository('Car').insert({ label: 'c1' })
  await dataSource.getRepository('Truck').insert({ label: 't1' })
  const vehicles = dataSource.getRepository('Vehicle')
  await expect(vehicles.update({ label: typeorm.In(['c1', 't1']) }, { note: 'x' })).rejects.toThrow('no x')
  expect(await vehicles.countBy({ note: 'x' })).toBe(0)
  await vehicles.update({ label: 't1' }, { note: 'x' })
  await dataSource.destroy()
})
