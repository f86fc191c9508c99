import { expect, it } from 'vitest'
import { createTriggers } from '../engine/triggers.ts'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import type { TriggerDefinition } from '../trigger/trigger-definition.ts'

const tables = [
  { ...defineTable('Order', { id: 'integer' }), aliases: ['orders'] },
  defineTable('audit', { id: 'integer' }),
]

function namesakes(...registered: [table: string, definition?: Partial<TriggerDefinition>][]) {
  const triggers = createTriggers({ env: 'prd' })
  new MemoryDatabase({ tables }).connect(triggers)
  for (const [table, definition] of registered)
    triggers.register(table, { name: 'rule', events: ['afterInsert'], actions: [], ...definition })
  return triggers.check().flatMap(({ code, table, message }) => (code === 'SAME_NAME' ? [{ table, message }] : []))
}

it('R37 tells of two triggers of one name on a table, by whichever of its names', () => {
  expect(namesakes(['Order'], ['orders'])).toEqual([
    {
      table: 'Order',
      message:
        'Two triggers on Order are named "rule" (registered in code on Order and registered in code on orders): both fire. ' +
        'Rename one, or take it out.',
    },
  ])
  expect(namesakes(['*'], ['orders']).map(({ table }) => table)).toEqual(['Order'])
  expect(namesakes(['orders'], ['*']).map(({ table }) => table)).toEqual(['*'])
})

it('R37 tells of none that do not both fire', () => {
  expect(namesakes(['Order'], ['audit'])).toEqual([])
  expect(namesakes(['Order'], ['Order'])).toEqual([])
  expect(namesakes(['Order'], ['orders', { enabled: false }])).toEqual([])
  expect(namesakes(['Order'], ['orders', { envs: ['dev'] }])).toEqual([])
})
