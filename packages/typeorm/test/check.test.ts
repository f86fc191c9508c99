import { createTriggers, Trigger } from '@triggerkit/core'
import { triggers } from '@triggerkit/typeorm'
import type { DataSource } from 'typeorm'
import * as typeorm from 'typeorm'
import { afterEach, expect, test } from 'vitest'
import { connect } from './fixture/connect.ts'
import { memoryDatabase } from './fixture/fixture-database.ts'
import { StatementLog } from './fixture/typeorm-side.ts'

let opened: DataSource | undefined

afterEach(() => opened?.destroy())

test('check() reads the schema, the Plans and the capabilities of a real ORM', async () => {
  const engine = createTriggers()
  opened = await connect({ typeorm, type: 'better-sqlite3' }, await memoryDatabase(), new StatementLog(), true, [
    triggers(engine),
  ])
  const price = Trigger.when.field('record.price')
  engine.register('items', {
    name: 'count',
    events: ['afterUpdate'],
    condition: Trigger.when.and(
      Trigger.when.field('previousRecord.status').equals('new'),
      price.greaterThan('dear'),
      price.greaterThan(10),
      price.lessThan('5.00'),
    ),
    actions: [Trigger.database.update('Item', { stock: { $inc: 1 } }, { id: '{{record.id}}' })],
  })
  const findings = engine.check().filter(({ trigger }) => trigger === 'count')
  expect(findings.map(({ code, severity, table, path }) => ({ code, severity, table, path }))).toEqual([
    { code: 'NEVER_FIRES', severity: 'warning', path: 'condition' },
    { code: 'KIND_MISMATCH', severity: 'warning', table: 'Item', path: 'condition.and[1].value' },
    { code: 'LOOP', severity: 'warning', table: 'Item' },
    { code: 'COST', severity: 'info', table: 'Item' },
  ])
  const told = findings.map(({ message }) => message)
  expect(told[0]).toContain('record.price GREATER_THAN 10 and record.price LESS_THAN "5.00" exclude each other')
  expect(told[2]).toContain('Item -> Item: trigger "count" on Item (action "database.update#1", update on Item)')
  expect(told[3]).toContain('the previous row (trigger "count": condition reads previousRecord.status)')
})
