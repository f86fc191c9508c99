import { createTriggers, Trigger } from '@triggerkit/core'
import { triggers } from '@triggerkit/typeorm'
import * as typeorm from 'typeorm'
import { describe, expect, test } from 'vitest'
import { connect } from './fixture/connect.ts'
import { memoryDatabase } from './fixture/fixture-database.ts'
import { recordingSubscriber } from './fixture/recording-subscriber.ts'
import { StatementLog } from './fixture/typeorm-side.ts'

describe('other subscribers', () => {
  /** What an application's own subscriber hears of a few writes, with these beside it. */
  async function heard(beside: unknown[]): Promise<string[]> {
    const events: string[] = []
    const subscribers = [recordingSubscriber(typeorm, events), ...beside]
    const dataSource = await connect(
      { typeorm, type: 'better-sqlite3' },
      await memoryDatabase(),
      new StatementLog(),
      true,
      subscribers,
    )
    const items = dataSource.getRepository('Item')
    await items.save({ label: 'a' })
    await items.insert([{ label: 'b' }, { label: 'c' }])
    await items.save({ id: 1, stock: 5 })
    await items.update({ label: 'b' }, { stock: 6 })
    await items.upsert({ label: 'c', stock: 7 }, ['label'])
    await items.remove(await items.findOneByOrFail({ label: 'a' }))
    await items.delete({ label: 'b' })
    await dataSource.destroy()
    return events
  }

  test('hear what they hear without Triggerkit', async () => {
    const engine = createTriggers()
    const plain = await heard([])
    expect(plain.length).toBeGreaterThan(14)
    expect(await heard([triggers(engine)])).toEqual(plain)
    engine.register('Item', { name: 'after', events: ['afterWrite'], actions: [Trigger.custom(() => undefined)] })
    expect(await heard([triggers(engine)])).toEqual(plain)
    engine.register('Item', { name: 'before', events: ['beforeWrite'], actions: [Trigger.custom(() => undefined)] })
    expect(await heard([triggers(engine)])).toEqual(plain)
  })

  test('alter a row that triggers then see', async () => {
    const engine = createTriggers()
    const subscribers = [recordingSubscriber(typeorm, [], { note: 'by a subscriber' }), triggers(engine)]
    const dataSource = await connect(
      { typeorm, type: 'better-sqlite3' },
      await memoryDatabase(),
      new StatementLog(),
      true,
      subscribers,
    )
    const seen: unknown[] = []
    engine.register('Item', {
      name: 'sees',
      events: ['afterWrite'],
      actions: [Trigger.custom(({ record }) => void seen.push(record.note))],
    })
    await dataSource.getRepository('Item').save({ label: 'a' })
    await dataSource.getRepository('Item').insert({ label: 'b' })
    await dataSource.destroy()
    expect(seen).toEqual(['by a subscriber', 'by a subscriber'])
  })
})
