import { expect, test } from 'vitest'
import type { SeenEvent } from '../watch/watch-changes.ts'
import { custom, type RuleBench } from './rule-bench.ts'

/** What a transaction did to one row, from its first Change to its last (R30). */
export function netChangeConformance<Client>(bench: RuleBench<Client>): void {
  const within = (body: (client: Client) => Promise<unknown>): Promise<unknown> => bench.session.transaction(body)
  const brief = (seen: SeenEvent[]): unknown[] =>
    seen.map(({ event, record, previousRecord, changedFields }) => [
      event,
      previousRecord?.stock,
      record.stock,
      changedFields,
    ])

  test('R30 insert then update is an insert of the final row', async () => {
    const net = bench.watch('Item')
    const each = bench.watch('Item', 'transaction')
    await within(async (client) => {
      await bench.insertItem(client, 'a', { stock: 1 })
      await bench.updateItem(client, 'a', { stock: 2 })
    })
    expect(net.map(({ event, record, previousRecord }) => [event, record.stock, previousRecord])).toEqual([
      ['afterInsert', 2, undefined],
    ])
    expect(each.map(({ event, record }) => [event, record.stock])).toEqual([
      ['afterInsert', 1],
      ['afterUpdate', 2],
    ])
  })

  test('R30 insert then delete is nothing', async () => {
    const net = bench.watch('Item')
    const each = bench.watch('Item', 'transaction')
    await within(async (client) => {
      await bench.insertItem(client, 'a')
      await bench.deleteItem(client, 'a')
    })
    expect(net).toEqual([])
    expect(each.map(({ event }) => event)).toEqual(['afterInsert', 'afterDelete'])
  })

  test('R30 delete then insert of the same key is an update', async () => {
    const { session } = bench
    await session.seed({ Counter: [{ name: 'k', value: 1 }] })
    const net = bench.watch('Counter')
    await within(async (client) => {
      await session.write.delete(client, 'Counter', { name: 'k' })
      await session.write.insert(client, 'Counter', [{ name: 'k', value: 5 }])
    })
    expect(net.map(({ event, record, previousRecord }) => [event, previousRecord?.value, record.value])).toEqual([
      ['afterUpdate', 1, 5],
    ])
  })

  test('R30 several updates are one, from the first row to the last', async () => {
    const { session } = bench
    await session.seed({ Item: [{ label: 'a', stock: 1 }] })
    const net = bench.watch('Item')
    await within(async (client) => {
      await bench.updateItem(client, 'a', { stock: 2, note: 'n' })
      await bench.updateItem(client, 'a', { stock: 3 })
    })
    expect(brief(net)).toEqual([['afterUpdate', 1, 3, ['stock', 'note']]])
  })

  test('R30 updates that end where they began are nothing', async () => {
    const { session } = bench
    await session.seed({ Item: [{ label: 'a', stock: 1 }] })
    const net = bench.watch('Item')
    await within(async (client) => {
      await bench.updateItem(client, 'a', { stock: 2 })
      await bench.updateItem(client, 'a', { stock: 1 })
    })
    expect(net).toEqual([])
  })

  test('R30 update then delete is a delete of the first row', async () => {
    const { session } = bench
    await session.seed({ Item: [{ label: 'a', stock: 1 }] })
    const net = bench.watch('Item')
    await within(async (client) => {
      await bench.updateItem(client, 'a', { stock: 2 })
      await bench.deleteItem(client, 'a')
    })
    expect(net.map(({ event, record }) => [event, record.stock])).toEqual([['afterDelete', 1]])
  })

  test("R30 per: 'change' asks for each", async () => {
    const { session } = bench
    const told: string[] = []
    bench.register('Item', {
      name: 'each',
      per: 'change',
      events: ['afterWrite'],
      actions: [
        { ...custom(({ event, record }) => void told.push(`${event} ${String(record.stock)}`)), phase: 'commit' },
      ],
    })
    await session.transaction(async (client) => {
      await bench.insertItem(client, 'a', { stock: 1 })
      await bench.updateItem(client, 'a', { stock: 2 })
      await bench.deleteItem(client, 'a')
    })
    expect(told).toEqual(['afterInsert 1', 'afterUpdate 2', 'afterDelete 2'])
  })

  test('R30 a phase evaluates the condition on the Change that it sees', async () => {
    const { session } = bench
    await session.seed({ Item: [{ label: 'a', stock: 1 }] })
    const told: string[] = []
    const condition = { field: 'record.stock', operator: 'EQUALS', value: 2 } as const
    for (const phase of ['transaction', 'commit'] as const) {
      const actions = [{ ...custom(() => void told.push(phase)), phase }]
      bench.register('Item', { name: phase, events: ['afterUpdate'], condition, actions })
    }
    await session.transaction(async (client) => {
      await bench.updateItem(client, 'a', { stock: 2 })
      await bench.updateItem(client, 'a', { stock: 3 })
    })
    expect(told).toEqual(['transaction'])
  })
}
