import { createTriggers, explain, Trigger } from '@triggerkit/core'
import { triggers } from '@triggerkit/typeorm'
import type { DataSource } from 'typeorm'
import * as typeorm from 'typeorm'
import { afterEach, expect, test } from 'vitest'
import { connect } from './fixture/connect.ts'
import { memoryDatabase } from './fixture/fixture-database.ts'
import { StatementLog } from './fixture/typeorm-side.ts'

let opened: DataSource | undefined

afterEach(() => opened?.destroy())

test('a dry run about a row reads it by its key and writes nothing', async () => {
  const engine = createTriggers()
  const log = new StatementLog()
  opened = await connect({ typeorm, type: 'better-sqlite3' }, await memoryDatabase(), log, true, [triggers(engine)])
  await opened.getRepository('Item').insert({ id: 1, label: 'lamp', price: '12.50', status: 'new' })
  engine.register('items', {
    name: 'audit',
    events: ['afterWrite'],
    condition: Trigger.when.field('record.price').greaterThan(10),
    actions: [
      Trigger.database.insert('Marker', { label: '{{operation}} {{previousRecord.status}} {{record.status}}' }),
      Trigger.database.update('Item', { stock: { $inc: 1 } }, { id: '{{record.id}}' }),
    ],
  })
  const context = { table: 'items', key: { id: 1 }, changes: { status: 'paid' } }
  const statements = await log.during(() => engine.dryRun('afterUpdate', context))
  const report = await engine.dryRun('afterUpdate', context)
  expect(statements).toEqual([expect.stringMatching(/^SELECT/)])
  expect(report.triggers[0]).toMatchObject({
    status: 'matches',
    condition: { kind: 'field', holds: true, expected: 10 },
    actions: [
      {
        phase: 'transaction',
        writes: [{ table: 'Marker', operation: 'insert', rows: [{ label: 'update new paid' }] }],
      },
      { writes: [{ table: 'Item', operation: 'update', update: { $inc: { stock: 1 } }, where: { id: 1 } }] },
    ],
  })
  expect(explain(report)).toContain('writes: insert Marker { label: "update new paid" }')
  expect(await opened.getRepository('Marker').count()).toBe(0)
  await expect(engine.dryRun('afterDelete', { table: 'Item', key: { id: 2 } })).rejects.toThrow(
    /there is no row of Item with id 2/,
  )
})
