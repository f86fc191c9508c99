import { describe, expect, it } from 'vitest'
import { createTriggers } from '../engine/triggers.ts'
import type { TableSchema } from '../schema/schema.ts'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import type { TriggerDefinition } from '../trigger/trigger-definition.ts'
import type { CheckFinding } from './check-finding.ts'

type Action = TriggerDefinition['actions'][number]

const named = (...names: string[]): TableSchema[] =>
  names.map((name) => defineTable(name, { id: 'integer', n: 'integer' }))
const insert = (table: string): Action => ({ type: 'database.insert', table, data: { n: 1 } })
const update = (table: string): Action => ({ type: 'database.update', table, data: { n: 1 }, where: { id: 1 } })
const remove = (table: string): Action => ({ type: 'database.delete', table, where: { id: 1 } })

interface Rule {
  on: string
  events: TriggerDefinition['events']
  actions: Action[]
}

function loops(tables: readonly TableSchema[], rules: readonly (Rule & Partial<TriggerDefinition>)[]): CheckFinding[] {
  const triggers = createTriggers()
  new MemoryDatabase({ tables }).connect(triggers)
  rules.forEach(({ on, ...rule }, index) => triggers.register(on, { name: `rule ${index}`, ...rule }))
  return triggers.check().filter(({ code }) => code === 'LOOP')
}

describe('loop finding', () => {
  it('tells the path, the triggers and the actions', () => {
    const found = loops(named('orders', 'inventory'), [
      { on: 'orders', name: 'reserve', events: ['afterInsert'], actions: [insert('inventory')] },
      {
        on: 'orders',
        name: 'count',
        events: ['afterUpdate'],
        actions: [{ type: 'log.info', message: 'x' }, update('inventory')],
      },
      { on: 'inventory', name: 'reorder', events: ['afterWrite'], actions: [update('orders')] },
    ])
    expect(found).toEqual([
      {
        severity: 'warning',
        code: 'LOOP',
        trigger: 'count',
        table: 'orders',
        action: 'database.update#2',
        message:
          'Triggers fire one another in a loop: orders -> inventory -> orders: trigger "count" on orders (action "database.update#2", update on inventory), ' +
          'trigger "reorder" on inventory (action "database.update#1", update on orders). ' +
          'Only a condition, or an update that changes nothing, ends it; else it fails at depth 16 (maxDepth). ' +
          'Give one of them a condition that the second round does not meet, as `fire: "becomes-true"` on an update does.',
      },
    ])
  })

  it('advises nothing that is there already', () => {
    const message = (events: TriggerDefinition['events'], write: Action, fire: TriggerDefinition['fire']): string => {
      const condition = { field: 'record.n', operator: 'GREATER_THAN', value: 5 } as const
      return loops(named('orders'), [{ on: 'orders', events, condition, fire, actions: [write] }])[0]!.message
    }
    const advice = /Give one of them a condition/
    expect(message(['afterUpdate'], update('orders'), 'always')).toMatch(advice)
    expect(message(['afterUpdate'], update('orders'), 'becomes-true')).toMatch(
      /`fire: "becomes-true"` of "rule 0" ends it, unless/,
    )
    expect(message(['afterWrite'], insert('orders'), 'becomes-true')).toMatch(advice)
  })

  it('goes by operation: an update fires no insert trigger', () => {
    const rules = (events: TriggerDefinition['events']): Rule[] => [
      { on: 'a', events: ['afterInsert'], actions: [update('b')] },
      { on: 'b', events, actions: [insert('a')] },
    ]
    expect(loops(named('a', 'b'), rules(['afterInsert', 'afterDelete']))).toEqual([])
    expect(loops(named('a', 'b'), rules(['beforeUpdate']))).toHaveLength(1)
    expect(loops(named('a', 'b'), rules(['afterWrite']))).toHaveLength(1)
  })

  it('finds a trigger that fires itself, by any name of its table and inside a fallback', () => {
    const a = defineTable('A', { id: 'integer', n: 'integer' }, { aliases: ['shop.a'] })
    const fallback = { type: 'fallback.run', actions: [insert('shop.a')] }
    const [found] = loops([a], [{ on: 'A', events: ['afterInsert'], actions: [fallback] }])
    expect(found?.message).toContain('in a loop: A -> A: trigger "rule 0" on A')
  })

  it('counts a trigger on every table among those of each', () => {
    const [found] = loops(named('a', 'audit'), [
      { on: '*', tables: ['*'], events: ['afterWrite'], actions: [insert('audit')] },
    ])
    expect(found?.message).toContain('audit -> audit')
  })

  it('R17 follows the cascades of the database', () => {
    const [child] = named('child')
    const parent = defineTable(
      'parent',
      { id: 'integer', n: 'integer' },
      { cascades: [{ childTable: 'child', columns: { n: 'id' }, action: 'delete' }] },
    )
    const [found] = loops([parent, child!], [{ on: 'child', events: ['afterDelete'], actions: [remove('parent')] }])
    expect(found?.message).toContain(
      "parent -> child -> parent: the database's cascade from parent (delete on child), trigger",
    )
    expect(found).toMatchObject({ trigger: 'rule 0', table: 'child' })
  })

  it('leaves out triggers that are off, and rows of tables that only a template names', () => {
    const loop = { on: 'a', events: ['afterInsert' as const], actions: [insert('a')] }
    expect(loops(named('a'), [{ ...loop, enabled: false }])).toEqual([])
    expect(loops(named('a'), [{ ...loop, actions: [insert('{{record.n}}')] }])).toEqual([])
  })

  it('tells each group of tables once, the shortest way round', () => {
    const found = loops(named('a', 'b', 'c', 'd', 'e'), [
      { on: 'a', events: ['afterInsert'], actions: [insert('b')] },
      { on: 'b', events: ['afterInsert'], actions: [insert('c')] },
      { on: 'c', events: ['afterInsert'], actions: [insert('a'), insert('b')] },
      { on: 'd', events: ['afterInsert'], actions: [insert('e')] },
      { on: 'e', events: ['afterInsert'], actions: [insert('d')] },
    ])
    expect(found.map(({ message }) => /loop: (.*?):/.exec(message)?.[1])).toEqual(['b -> c -> b', 'd -> e -> d'])
    expect(found[0]!.message).toContain('1 more table is in loops with these.')
  })

  it('takes 10,000 triggers among 1,000 tables, all of them in loops', () => {
    const names = Array.from({ length: 1_000 }, (_, index) => `t${index}`)
    const rules = Array.from({ length: 10_000 }, (_, index) => ({
      on: names[index % 1_000]!,
      events: ['afterWrite' as const],
      // Ten apart at the least, so that the shortest way round is long.
      actions: [insert(names[(index % 1_000) + 1 + Math.floor(index / 1_000)] ?? names[0]!)],
    }))
    const [found, ...others] = loops(named(...names), rules)
    expect(others).toEqual([])
    expect(found?.message).toContain('more tables are in loops with these.')
    expect(found!.message.length).toBeLessThan(2_000)
  }, 60_000)
})
