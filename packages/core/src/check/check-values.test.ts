import { expect, it } from 'vitest'
import { when } from '../condition/when.ts'
import { createTriggers } from '../engine/triggers.ts'
import type { ColumnSchema, TableSchema } from '../schema/schema.ts'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import type { TriggerDefinition } from '../trigger/trigger-definition.ts'
import type { CheckFinding } from './check-finding.ts'

const orders = withValues(defineTable('orders', { id: 'integer', status: 'string', note: 'string' }), 'status', [
  'open',
  'paid',
  'shipped',
])
const invoices = withValues(defineTable('invoices', { id: 'integer', status: 'string' }), 'status', ['draft', 'sent'])

function withValues(table: TableSchema, column: string, values: readonly string[]): TableSchema {
  const columns = new Map<string, ColumnSchema>(table.columns)
  columns.set(column, { ...columns.get(column)!, values })
  return { ...table, columns }
}

/** What `check()` says of the values that a trigger on `orders` names. */
function unknownValues(definition: Partial<TriggerDefinition>): CheckFinding[] {
  const triggers = createTriggers()
  new MemoryDatabase({ tables: [orders, invoices] }).connect(triggers)
  const log = { type: 'log.info', message: 'x' }
  triggers.register('orders', { name: 'rule', events: ['afterUpdate'], actions: [log], ...definition })
  return triggers.check().filter(({ code }) => code === 'VALUE_UNKNOWN')
}

it('tells of a constant that the column cannot hold, and what was meant', () => {
  const found = unknownValues({ condition: when.field('status').changedTo('piad') })
  expect(found).toEqual([
    {
      severity: 'warning',
      code: 'VALUE_UNKNOWN',
      message: 'Trigger "rule": condition.value: unknown value of orders.status "piad", did you mean "paid"?',
      trigger: 'rule',
      table: 'orders',
      path: 'condition.value',
    },
  ])
  expect(unknownValues({ condition: when.field('status').equals('lost') })[0]!.message).toContain(
    'unknown value of orders.status "lost"; allowed: open, paid, shipped',
  )
})

it('looks at each value of a list, at the previous row and under a negation', () => {
  const condition = when.and(
    when.field('status').in(['paid', 'lost', 'open']),
    when.not(when.field('previousRecord.status').notEquals('Open')),
    when.or(when.field('status').notIn(['gone']), when.field('status').changedFrom('x')),
  )
  expect(unknownValues({ condition }).map(({ path }) => path)).toEqual([
    'condition.and[0].value[1]',
    'condition.and[1].not.value',
    'condition.and[2].or[0].value[0]',
    'condition.and[2].or[1].value',
  ])
})

it('says nothing of what the column holds, of templates, of null, of parts and of other columns', () => {
  const condition = when.and(
    when.field('status').equals('paid'),
    when.field('status').notEquals('{{previousRecord.status}}'),
    when.field('status').notEquals(null as never),
    when.field('status').startsWith('pa'),
    when.field('note').equals('payed'),
    when.field('env').notEquals('payed'),
  )
  expect(unknownValues({ condition })).toEqual([])
})

it('looks at what actions set and ask for, in the table that each of them works on', () => {
  const found = unknownValues({
    events: ['beforeUpdate'],
    actions: [
      { type: 'record.set', fields: { status: 'payed', note: 'sent' } },
      { type: 'database.insert', table: 'invoices', data: [{ status: 'sent' }, { status: 'paid' }] },
      {
        type: 'database.update',
        table: 'orders',
        data: { status: '{{record.status}}' },
        where: { $or: [{ status: { $in: ['shipped', 'shiped'] } }, { status: { $ne: 'none', $like: 'p%' } }] },
      },
    ],
  })
  expect(found.map(({ table, path }) => [table, path])).toEqual([
    ['orders', 'actions[0].fields.status'],
    ['invoices', 'actions[1].data[1].status'],
    ['orders', 'actions[2].where.$or[0].status.$in[1]'],
    ['orders', 'actions[2].where.$or[1].status.$ne'],
  ])
})

it('leaves a trigger on every table alone, as some may have another column of that name', () => {
  const triggers = createTriggers()
  new MemoryDatabase({ tables: [orders, invoices] }).connect(triggers)
  const condition = when.field('status').equals('draft')
  triggers.register('*', { name: 'all', events: ['afterUpdate'], condition, actions: [] })
  expect(triggers.check().filter(({ code }) => code === 'VALUE_UNKNOWN')).toEqual([])
})
