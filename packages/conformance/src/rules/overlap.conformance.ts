import { expect, test } from 'vitest'
import { settle } from '../play.ts'
import { gate, type RuleBench } from './rule-bench.ts'

/** Two transactions at a time: each has its own triggers' work. */
export function overlapConformance<Client>(bench: RuleBench<Client>): void {
  test('R1 two transactions at a time: the one that rolls back leaves nothing in the other', async () => {
    const { session } = bench
    const seen = bench.watch('Item')
    const wrote = gate()
    const failed = gate()
    const kept = session.transaction(async (client) => {
      await bench.insertItem(client, 'kept')
      wrote.open()
      await failed.passed
      await bench.insertItem(client, 'kept too')
    })
    const dropped = settle(() =>
      session.transaction(async (client) => {
        await wrote.passed
        await bench.insertItem(client, 'dropped')
        throw new Error('rolled back')
      }),
    ).finally(failed.open)
    await Promise.all([kept, dropped])
    expect(seen.map(({ record }) => record.label)).toEqual(['kept', 'kept too'])
    expect(await bench.labels('Item')).toEqual(['kept', 'kept too'])
  })
}
