import { describe, expect, it } from 'vitest'
import { createTriggers } from '../engine/triggers.ts'
import { ArgumentError } from '../errors/argument-error.ts'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { Trigger } from '../trigger/trigger.ts'

const tables = [
  defineTable('orders', { id: 'integer', status: 'string', total: 'decimal', 'address.city': 'string' }),
  defineTable('lines', { order: 'integer', line: 'integer' }, { key: ['order', 'line'] }),
  defineTable('documents', { id: 'unknown' }),
  defineTable('keyless', { text: 'string' }, { key: [] }),
]

async function connected() {
  const triggers = createTriggers()
  const database = new MemoryDatabase({ tables }).connect(triggers)
  await database.create('orders', { id: 7, status: 'new', total: '10' })
  triggers.register('orders', {
    name: 'see',
    events: ['afterWrite'],
    condition: Trigger.when.field('record.total').greaterThan(5),
    actions: [
      Trigger.log.info('{{operation}} {{previousRecord.status}} {{record.status}} {{changedFields}} {{input.status}}'),
    ],
  })
  const lineOf = async (event: string, context: object): Promise<unknown> => {
    const report = await triggers.dryRun(event, { table: 'orders', ...context })
    return report.triggers[0]!.actions[0]?.input?.message ?? report.triggers[0]!.because
  }
  return { triggers, database, lineOf }
}

async function problemsOf(triggers: ReturnType<typeof createTriggers>, event: unknown, context: unknown) {
  const error: unknown = await triggers.dryRun(event as string, context as never).catch((thrown: unknown) => thrown)
  expect(ArgumentError.isInstance(error)).toBe(true)
  return (error as ArgumentError).problems.map(({ path }) => path)
}

describe('a dry run about a real row', () => {
  it('reads it by its key, and takes it for what the event says', async () => {
    const { lineOf, triggers, database } = await connected()
    const key = { id: 7 }
    expect(await lineOf('afterUpdate', { key, changes: { status: 'paid' } })).toBe('update new paid ["status"] paid')
    expect(await lineOf('afterUpdate', { key })).toBe('unchanged')
    expect(await lineOf('afterDelete', { key })).toBe('delete new new [] ')
    expect(await lineOf('afterInsert', { key })).toBe('insert  new ["id","status","total"] new')
    expect(await lineOf('afterWrite', { key, operation: 'update', changes: { total: 1 } })).toBe('condition')
    const report = await triggers.dryRun('afterUpdate', {
      table: 'orders',
      key,
      changes: { address: { city: 'Bonn' } },
    })
    expect(report).toMatchObject({ key, changedFields: ['address.city'], record: { address: { city: 'Bonn' } } })
    expect(database.rows('orders')).toEqual([{ id: 7, status: 'new', total: '10' }])
  })

  it('leaves columns alone that are undefined, as an ORM does', async () => {
    const { lineOf, triggers } = await connected()
    const key = { id: 7 }
    expect(await lineOf('afterUpdate', { key, changes: { status: undefined } })).toBe('unchanged')
    const changes = { status: undefined, total: 20, address: { city: undefined } }
    const report = await triggers.dryRun('afterUpdate', { table: 'orders', key, changes })
    expect(report).toMatchObject({ changedFields: ['total'], record: { status: 'new', total: 20 } })
  })

  it('takes each part of the key for a value, whatever is in it', async () => {
    const { triggers, database } = await connected()
    await database.create('documents', { id: 'a' })
    await expect(triggers.dryRun('afterDelete', { table: 'documents', key: { id: { $gt: '' } } })).rejects.toThrow(
      /there is no row of documents with id \{ \$gt: "" \}/,
    )
  })

  it('reads no row for a key of another kind than its column', async () => {
    const { triggers } = await connected()
    for (const id of ['seven', '7; DROP TABLE orders', { $gt: 0 }, [7], Symbol('7'), new Date(0)])
      expect(await problemsOf(triggers, 'afterDelete', { table: 'orders', key: { id } })).toEqual(['context.key.id'])
    await expect(triggers.dryRun('afterDelete', { table: 'orders', key: { id: 'seven' } })).rejects.toThrow(
      /context\.key\.id: expected a value of kind integer, found/,
    )
    // What a database may take for a key is left to it.
    for (const id of [8, '8', 8n])
      expect(await problemsOf(triggers, 'afterDelete', { table: 'orders', key: { id } })).toEqual(['context.key'])
  })

  it('says where there is no such row, and what to do', async () => {
    const { triggers } = await connected()
    await expect(triggers.dryRun('afterDelete', { table: 'orders', key: { id: 8 } })).rejects.toThrow(
      'triggers.dryRun(event, context) was called with a wrong argument:\n' +
        '  - context.key: there is no row of orders with id 8. Give the key of a row that is there, or the row itself as `record`',
    )
  })

  it('tells everything that is wrong at once', async () => {
    const { triggers } = await connected()
    expect(await problemsOf(triggers, 'afterUpsert', { table: 'order', key: 7, record: {}, soft: 1 })).toEqual([
      'event',
      'context.table',
      'context.soft',
      'context.record',
      'context.key',
    ])
    const wrong = {
      table: 'orders',
      key: { id: null, status: 'x' },
      changes: { state: 1, address: { town: 1 } },
      changedFields: [],
    }
    expect(await problemsOf(triggers, 'afterWrite', wrong)).toEqual([
      'context.changedFields',
      'context.operation',
      'context.key.id',
      'context.key.status',
      'context.changes.state',
      'context.changes.address',
    ])
    expect(await problemsOf(triggers, 'afterDelete', { table: 'lines', key: { order: 1 } })).toEqual([
      'context.key.line',
    ])
    expect(await problemsOf(triggers, 'afterDelete', { table: 'orders', key: { id: 7 }, changes: {} })).toEqual([
      'context.changes',
    ])
    expect(await problemsOf(triggers, 'afterDelete', { table: 'keyless', key: {} })).toEqual(['context.key'])
    expect(await problemsOf(triggers, 'afterUpdate', { table: 'orders', changes: {} })).toEqual([
      'context.record',
      'context.changes',
    ])
    for (const context of [undefined, null, 'orders', []])
      expect(await problemsOf(triggers, 'afterUpdate', context)).toEqual(['context'])
  })

  it('needs an ORM to read from', async () => {
    const triggers = createTriggers()
    await expect(triggers.dryRun('afterDelete', { table: 'orders', key: { id: 1 } })).rejects.toThrow(
      /context\.key: no ORM is connected to read the row from/,
    )
  })
})
