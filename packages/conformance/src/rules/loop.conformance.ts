import { expect, test } from 'vitest'
import { custom, type RuleBench } from './rule-bench.ts'

/** Triggers whose writes fire triggers (R35); the bench allows a depth of 4. */
export function loopConformance<Client>(bench: RuleBench<Client>): void {
  const insert = (table: string, more: object = {}): Parameters<typeof bench.register>[1]['actions'][number] => ({
    type: 'database.insert',
    table,
    data: table === 'Item' ? { label: '{{record.label}}+' } : { label: '{{record.label}}' },
    ...more,
  })

  test('R35 a write of an action fires triggers', async () => {
    const { session } = bench
    const seen = bench.watch('Marker')
    bench.register('Item', { name: 'copies', events: ['afterInsert'], actions: [insert('Marker')] })
    await bench.insertItem(session.client, 'a')
    expect(seen.map(({ record }) => record.label)).toEqual(['a'])
  })

  test('R35 a loop in the transaction is a TriggerDepthError that names the chain, and rolls back', async () => {
    const { session } = bench
    bench.register('Item', { name: 'ping', events: ['afterInsert'], actions: [insert('Marker')] })
    bench.register('Marker', { name: 'pong', events: ['afterInsert'], actions: [insert('Item')] })
    const error = await bench.insertItem(session.client, 'a').then(
      () => undefined,
      (thrown: Error) => thrown,
    )
    expect(depthErrorIn(error)?.message).toMatch(/ping.*pong.*ping/s)
    expect(await bench.labels('Item')).toEqual([])
    expect(await bench.labels('Marker')).toEqual([])
  })

  test('R35 a loop after the commit is told to onError and ends', async () => {
    const { session } = bench
    bench.register('Item', { name: 'again', events: ['afterInsert'], actions: [insert('Item', { phase: 'commit' })] })
    await bench.insertItem(session.client, 'a')
    await session.engine.drain()
    expect((await bench.labels('Item')).length).toBeLessThanOrEqual(5)
    expect((await bench.labels('Item')).length).toBeGreaterThan(1)
    expect(bench.errors.some(({ error }) => depthErrorIn(error))).toBe(true)
  })

  test('R24 R35 a chain ends at an update that changes nothing', async () => {
    const { session } = bench
    await bench.insertItem(session.client, 'a', { status: 'new' })
    const seen = bench.watch('Item')
    bench.register('Item', {
      name: 'settles',
      events: ['afterUpdate'],
      actions: [
        { type: 'database.update', table: 'Item', data: { status: 'settled' }, where: { label: '{{record.label}}' } },
      ],
    })
    await bench.updateItem(session.client, 'a', { stock: 1 })
    expect(seen.map(({ record }) => record.status)).toEqual(['settled'])
    expect(bench.errors).toEqual([])
  })

  test('R36 a custom write in the transaction through context.db fires triggers there', async () => {
    const { session } = bench
    const seen = bench.watch('Marker', 'transaction')
    bench.register('Item', {
      name: 'copies',
      events: ['afterInsert'],
      actions: [
        {
          ...custom(({ db }) => session.write.insert(session.clientOf(db), 'Marker', [{ label: 'm' }])),
          phase: 'transaction',
        },
      ],
    })
    await expect(
      session.transaction(async (client) => {
        await bench.insertItem(client, 'a')
        expect(seen.length).toBe(1)
        throw new Error('rolled back')
      }),
    ).rejects.toThrow('rolled back')
    expect(await bench.labels('Marker')).toEqual([])
  })
}

/** The TriggerDepthError that an error is or was caused by. */
function depthErrorIn(error: unknown): Error | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current.name === 'TriggerDepthError') return current
  }
  return undefined
}
