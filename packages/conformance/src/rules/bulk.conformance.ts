import { expect, test } from 'vitest'
import type { Row } from '../harness.ts'
import { custom, type RuleBench } from './rule-bench.ts'

/** Writes of many rows, and actions over many Changes. */
export function bulkConformance<Client>(bench: RuleBench<Client>): void {
  batchRules(bench)
  setRules(bench)
}

function batchRules<Client>(bench: RuleBench<Client>): void {
  for (const count of [1000, 2500]) {
    test(`R16 an update of ${count} rows fires for each, before and after`, async () => {
      const { session } = bench
      await seedItems(bench, count)
      const seen = bench.watch('Item')
      let before = 0
      bench.register('Item', { name: 'count', events: ['beforeUpdate'], actions: [custom(() => void before++)] })
      await session.write.update(session.client, 'Item', { status: 'open' }, { status: 'shut' })
      expect(before).toBe(count)
      expect(seen.length).toBe(count)
      expect(new Set(seen.map(({ record }) => record.label)).size).toBe(count)
      expect(
        seen.every(({ record, previousRecord }) => record.status === 'shut' && previousRecord?.status === 'open'),
      ).toBe(true)
    })
  }

  test('R16 a veto in the last batch leaves the first unwritten', async () => {
    const { session } = bench
    await seedItems(bench, 2500)
    let before = 0
    const veto = new Error('the last row')
    bench.register('Item', {
      name: 'veto',
      events: ['beforeUpdate'],
      actions: [custom(() => (++before === 2500 ? Promise.reject(veto) : undefined))],
    })
    await expect(session.write.update(session.client, 'Item', { status: 'open' }, { status: 'shut' })).rejects.toBe(
      veto,
    )
    expect((await session.read('Item')).every((row) => row.status === 'open')).toBe(true)
  })

  test('R15 many rows altered alike are one statement, each its own way few where the ORM can', async () => {
    const { session } = bench
    await seedItems(bench, 60)
    const alter = (value: (row: Row) => string): void =>
      bench.register('Item', {
        name: 'alter',
        events: ['beforeUpdate'],
        actions: [custom((context) => context.set({ note: value(context.record) }))],
      })
    const statements = async (from: string, to: string): Promise<number> => {
      const sent = await session.queries(() =>
        session.write.update(session.client, 'Item', { status: from }, { status: to }),
      )
      return sent.filter((query) => /^\s*(UPDATE|WITH)/i.test(query)).length
    }
    alter(() => 'same')
    expect(await statements('open', 'one')).toBe(1)
    alter((row) => (Number(row.stock) % 2 ? 'odd' : 'even'))
    expect(await statements('one', 'two')).toBeLessThanOrEqual(3)
    alter((row) => `own ${String(row.stock)}`)
    expect(await statements('two', 'three')).toBeLessThanOrEqual(bench.harness.can.updateByValues ? 3 : 60)
    for (const row of await session.read('Item')) expect(row.note).toBe(`own ${String(row.stock)}`)
  })
}

/** Seeds through the watched side while nothing is registered. */
async function seedItems<Client>(bench: RuleBench<Client>, count: number): Promise<void> {
  const rows: Row[] = Array.from({ length: count }, (_, index) => ({
    label: `row ${index}`,
    stock: index,
    status: 'open',
  }))
  for (let start = 0; start < count; start += 500) {
    await bench.session.write.insert(bench.session.client, 'Item', rows.slice(start, start + 500))
  }
}

function setRules<Client>(bench: RuleBench<Client>): void {
  test('R31 an audit row for each of 600 rows is a few statements', async () => {
    const { session } = bench
    await seedItems(bench, 600)
    bench.register('Item', {
      name: 'audit',
      events: ['afterUpdate'],
      actions: [
        {
          type: 'database.insert',
          table: 'Audit',
          data: { source: '{{record.label}}', operation: '{{operation}}', text: '{{previousRecord.status}}' },
        },
      ],
    })
    const sent = await session.queries(() =>
      session.write.update(session.client, 'Item', { status: 'open' }, { status: 'shut' }),
    )
    expect(sent.filter((query) => /INSERT INTO/i.test(query)).length).toBeLessThanOrEqual(10)
    const audit = await session.read('Audit')
    expect(new Set(audit.map((row) => row.source)).size).toBe(600)
    expect(audit.every((row) => row.operation === 'update' && row.text === 'open')).toBe(true)
  })

  test('R31 updates of equal filter are merged: $inc sums', async () => {
    const { session } = bench
    await session.seed({ Counter: [{ name: 'stock', value: 0 }] })
    bench.register('Item', {
      name: 'count',
      events: ['afterInsert'],
      actions: [
        {
          type: 'database.update',
          table: 'Counter',
          data: { value: { $inc: '{{record.stock}}' } },
          where: { name: 'stock' },
        },
      ],
    })
    const rows = [1, 2, 3, 4].map((stock) => ({ label: `row ${stock}`, stock }))
    const sent = await session.queries(() => session.write.insert(session.client, 'Item', rows))
    expect((await session.read('Counter'))[0]?.value).toBe(10)
    expect(sent.filter((query) => /^\s*UPDATE/i.test(query)).length).toBe(1)
  })

  if (!bench.harness.can.savepoints) return
  test('R31 a set with continueOnError is halved until the culprit is alone', async () => {
    const { session } = bench
    bench.register('Item', {
      name: 'audit',
      events: ['afterInsert'],
      actions: [
        {
          type: 'database.insert',
          table: 'Audit',
          data: { source: '{{record.note}}', operation: '{{record.label}}' },
          continueOnError: true,
        },
      ],
    })
    const rows = ['a', 'b', 'c', 'd', 'e'].map((label) => ({ label, note: label === 'c' ? null : 'sound' }))
    await session.write.insert(session.client, 'Item', rows)
    expect((await session.read('Audit')).map((row) => row.operation)).toEqual(['a', 'b', 'd', 'e'])
    expect(bench.errors.length).toBe(1)
    expect((await session.read('Item')).length).toBe(5)
  })
}
