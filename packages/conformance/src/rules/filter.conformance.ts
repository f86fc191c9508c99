import { expect, test } from 'vitest'
import type { RuleBench } from './rule-bench.ts'

/** What the filters of `database.*` mean on every database. */
export function filterConformance<Client>(bench: RuleBench<Client>): void {
  test.each([
    ['100%', ['1000', 'a_b', 'axb', 'c!d', 'c\\d']],
    ['a_', ['100%', '100%x', '1000', 'axb', 'c!d', 'c\\d']],
    ['c\\', ['100%', '100%x', '1000', 'a_b', 'axb', 'c!d']],
    ['c!', ['100%', '100%x', '1000', 'a_b', 'axb', 'c\\d']],
  ])('R47 $like: %j of a record means its own characters only', async (note, left) => {
    const { session } = bench
    const labels = ['100%', '100%x', '1000', 'a_b', 'axb', 'c!d', 'c\\d']
    await session.write.insert(
      session.client,
      'Item',
      labels.map((label) => ({ label })),
    )
    bench.register('Item', {
      name: 'clears',
      events: ['afterInsert'],
      actions: [{ type: 'database.delete', table: 'Item', where: { label: { $like: '{{record.note}}%' } } }],
    })
    await bench.insertItem(session.client, 'go', { note })
    expect((await bench.labels('Item')).sort()).toEqual([...left, 'go'].sort())
  })
}
