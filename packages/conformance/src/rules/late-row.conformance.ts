import { expect, test } from 'vitest'
import { settle } from '../play.ts'
import type { SeenEvent } from '../watch/watch-changes.ts'
import { custom, type RuleBench } from './rule-bench.ts'

/** Another connection commits the row between an upsert's look and the upsert itself. */
export function lateRowConformance<Client>(bench: RuleBench<Client>): void {
  test('R13 an upsert whose row comes between its look and itself is an update', async () => {
    const { seen, looked } = interfere(bench)
    await upsert(bench, bench.session.client)
    expect(looked).toEqual(['beforeInsert', 'beforeUpdate'])
    expectUpdate(seen)
  })

  test('R13 in the caller’s transaction too, which goes on', async () => {
    const { seen, looked } = interfere(bench)
    const upserted = await bench.session.transaction(async (client) => {
      await bench.insertItem(client, 'before')
      const result = await settle(() => upsert(bench, client))
      await bench.insertItem(client, 'after')
      return result
    })
    expect((await bench.labels('Item')).sort()).toEqual(['after', 'before', 'x'])
    if (bench.harness.can.upsertsLateRows) {
      expect(looked).toEqual(['beforeInsert', 'beforeUpdate'])
      expectUpdate(seen)
    } else {
      expect(upserted).toHaveProperty('error')
      expect(seen.map(({ record }) => record.label)).toEqual(['before', 'after'])
    }
  })
}

function upsert<Client>({ session }: RuleBench<Client>, client: Client): Promise<unknown> {
  return session.write.upsert(client, 'Item', { label: 'x', note: 'ours' }, 'label')
}

function interfere<Client>(bench: RuleBench<Client>): { seen: SeenEvent[]; looked: string[] } {
  const looked: string[] = []
  bench.register('Item', {
    name: 'interferes',
    events: ['beforeInsert', 'beforeUpdate'],
    actions: [
      custom(async ({ event, record }) => {
        if (record.label !== 'x') return
        looked.push(event)
        if (looked.length === 1) await bench.session.vanilla.seed({ Item: [{ label: 'x', note: 'theirs' }] })
      }),
    ],
  })
  return { seen: bench.watch('Item'), looked }
}

function expectUpdate(seen: readonly SeenEvent[]): void {
  expect(seen.filter(({ record }) => record.label === 'x')).toMatchObject([
    { operation: 'update', previousRecord: { note: 'theirs' }, record: { note: 'ours' } },
  ])
}
