import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Row } from '../../../change/change.ts'
import { defineTable } from '../../../testing/define-table.ts'
import { MemoryDatabase } from '../../../testing/memory-database.ts'
import { toEnvironment, toRun } from '../../run-fixture.ts'
import { updateExecutor } from './update.ts'

const table = defineTable('items', {
  id: 'integer',
  group: 'integer',
  count: 'integer',
  label: 'string',
  size: 'integer',
})

const filter = fc.oneof(
  fc.record({ id: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ group: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ id: fc.integer({ min: 1, max: 4 }), group: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ size: fc.record({ $gte: fc.integer({ min: 0, max: 3 }) }) }),
)
const small = fc.integer({ min: 0, max: 3 })
const data = fc.oneof(
  fc.record({ count: fc.record({ $inc: small }) }),
  fc.record({ count: fc.record({ $mul: small }) }),
  fc.record({
    count: fc.oneof(fc.record({ $min: small }), fc.record({ $max: small }), fc.record({ $inc: small }), small),
  }),
  fc.record({ label: fc.constantFrom('a', 'b'), count: fc.record({ $inc: small }) }),
  fc.record({ label: fc.constantFrom('a', 'b', null) }),
  fc.record({ size: small }),
  fc.record({ size: fc.record({ $unset: fc.constant(true) }), count: small }),
)
const updates = fc.array(fc.record({ where: filter, data }), { minLength: 1, maxLength: 12 })

async function start(): Promise<MemoryDatabase> {
  const database = new MemoryDatabase({ tables: [table] })
  const rows: Row[] = [1, 2, 3, 4].map((id) => ({ id, group: 1 + (id % 2), count: id, label: 'x', size: id - 1 }))
  await database.create('items', rows)
  return database
}

describe('merged updates', () => {
  it('R31 leave every row as the updates one by one do', async () => {
    await fc.assert(
      fc.asyncProperty(updates, async (given) => {
        const [together, apart] = [await start(), await start()]
        const runs = given.map(({ where, data: change }) =>
          toRun({ type: 'database.update', payload: { table: 'items', where, data: change } }),
        )
        await updateExecutor.execute(runs, toEnvironment({ port: together }))
        for (const run of runs) await updateExecutor.execute([run], toEnvironment({ port: apart }))
        expect(together.rows('items')).toEqual(apart.rows('items'))
      }),
      { numRuns: 1_000 },
    )
  })
})
