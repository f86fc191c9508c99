import { describe, expect, it, vi } from 'vitest'
import { ArgumentError } from '../errors/argument-error.ts'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { Trigger } from '../trigger/trigger.ts'
import type { EngineOptions } from './engine-options.ts'
import { createTriggers, type Triggers } from './triggers.ts'

const tables = [
  defineTable('Order', { id: 'integer', status: 'string', total: 'decimal', paidAt: 'date' }, { aliases: ['orders'] }),
  defineTable('audit', { id: 'integer', text: 'string' }),
]
const quiet = { onError: () => undefined }

function connected(options: EngineOptions = {}): { triggers: Triggers; database: MemoryDatabase } {
  const triggers = createTriggers({ ...quiet, ...options })
  return { triggers, database: new MemoryDatabase({ tables }).connect(triggers) }
}

describe('execute', () => {
  it('says of each trigger why it did not run', async () => {
    const { triggers } = connected({ env: 'test' })
    const register = (name: string, more: object = {}): void =>
      triggers.register('orders', {
        name,
        events: ['afterWrite'],
        actions: [Trigger.custom(() => name, { name: 'give' })],
        ...more,
      })
    register('disabled', { enabled: false })
    register('elsewhere', { envs: ['prd', 'stage'] })
    register('muted')
    register('unmet', { condition: Trigger.when.field('record.status').equals('paid') })
    register('runs', { envs: ['test'] })
    register('other-event', { events: ['afterDelete'] })
    const report = await triggers.without({ tags: ['muted'], reason: 'the test' }, () =>
      triggers.execute('afterInsert', { table: 'orders', record: { id: 1, status: 'new' } }),
    )
    expect(report.triggers).toEqual([
      {
        trigger: 'disabled',
        tag: 'disabled',
        status: 'skipped',
        because: 'disabled',
        reason: 'it is disabled',
        actions: [],
      },
      {
        trigger: 'elsewhere',
        tag: 'elsewhere',
        status: 'skipped',
        because: 'env',
        reason: 'it is for prd, stage, and this is test',
        actions: [],
      },
      {
        trigger: 'muted',
        tag: 'muted',
        status: 'skipped',
        because: 'muted',
        reason: '`without` switches it off',
        actions: [],
      },
      {
        trigger: 'unmet',
        tag: 'unmet',
        status: 'skipped',
        because: 'condition',
        reason: 'its condition does not hold',
        actions: [],
      },
      {
        trigger: 'runs',
        tag: 'runs',
        status: 'ran',
        actions: [{ name: 'give', type: 'custom', status: 'done', result: 'runs' }],
      },
    ])
  })

  it('gives conditions and templates the whole context, with one instant for all', async () => {
    const { triggers } = connected({ env: 'test', database: 'db' })
    const text =
      '{{event}} {{operation}} {{table}} {{database}} {{env}} {{timestamp}} {{user.id}} {{tenant}} {{input.extra}}'
    const write = { name: 'write', result: Trigger.database.insert('audit', { text }) }
    triggers.register('Order', { name: 'a', events: ['afterInsert'], actions: [{ ...write.result, name: 'write' }] })
    const report = await triggers.withContext({ user: { id: 1 } }, () =>
      triggers.execute('AFTER_INSERT', {
        table: 'orders',
        record: { id: 1 },
        user: { id: 7 },
        tenant: 'acme',
        input: { extra: 'x' },
        timestamp: new Date(0),
      }),
    )
    expect(report).toMatchObject({ event: 'afterInsert', table: 'Order' })
    expect(report.triggers[0]!.actions[0]!.result).toMatchObject({
      text: 'afterInsert insert Order db test 1970-01-01T00:00:00.000Z 7 acme x',
    })
  })

  it.each(['afterInsert', 'AFTER_INSERT', 'after_insert', 'AfterInsert', 'afterWrite'])(
    'knows the event as %s',
    async (event) => {
      const { triggers } = connected()
      triggers.register('Order', { name: 'a', events: ['afterInsert'], actions: [] })
      const report = await triggers.execute(event, { table: 'orders', record: { id: 1 } })
      expect(report).toMatchObject({ event: 'afterInsert', triggers: [{ trigger: 'a', status: 'ran' }] })
    },
  )

  it('R22 compares by kind what changed, and R24 runs nothing where nothing did', async () => {
    const { triggers } = connected()
    const seen: unknown[] = []
    const see = Trigger.custom(({ changedFields }) => void seen.push(changedFields))
    triggers.register('orders', { name: 'see', events: ['beforeUpdate', 'afterUpdate'], actions: [see] })
    const previousRecord = { id: 1, status: 'new', total: '10.50', paidAt: new Date(5) }
    const same = { table: 'Order', previousRecord, record: { id: '1', total: 10.5, paidAt: new Date(5).toISOString() } }
    const report = await triggers.execute('afterUpdate', same)
    expect(report.triggers).toMatchObject([{ status: 'skipped', because: 'unchanged' }])
    await triggers.execute('afterUpdate', { ...same, record: { ...same.record, status: 'paid' } })
    await triggers.execute('afterUpdate', { ...same, changedFields: ['total'] })
    await triggers.execute('beforeUpdate', same)
    expect(seen).toEqual([['status'], ['total'], []])
  })

  it('R24 on insert what is given has changed, with and without an ORM', async () => {
    for (const { triggers } of [connected(), { triggers: createTriggers(quiet) }]) {
      const seen: unknown[] = []
      const see = Trigger.custom(({ changedFields }) => void seen.push(changedFields))
      triggers.register('Order', { name: 'see', events: ['afterInsert'], actions: [see] })
      await triggers.execute('afterInsert', { table: 'Order', record: { id: 1, status: null, total: undefined } })
      expect(seen).toEqual([['id', 'status']])
    }
  })

  it('R25 of a delete both records are the old row, whichever was given', async () => {
    const { triggers } = connected()
    const seen: unknown[] = []
    const see = Trigger.custom(({ record, previousRecord, changedFields, operation, input, soft }) =>
      seen.push({ record, previousRecord, changedFields, operation, input, soft }),
    )
    triggers.register('orders', { name: 'see', events: ['afterDelete'], actions: [see] })
    const old = { id: 1, status: 'new' }
    await triggers.execute('afterDelete', { table: 'orders', record: old })
    await triggers.execute('afterWrite', { table: 'orders', previousRecord: old })
    await triggers.execute('afterWrite', { table: 'orders', record: old, operation: 'delete', soft: true })
    const expected = { record: old, previousRecord: old, changedFields: [], operation: 'delete', input: undefined }
    expect(seen).toEqual([
      { ...expected, soft: false },
      { ...expected, soft: false },
      { ...expected, soft: true },
    ])
  })

  it('takes records that hold themselves, and so does a dry run', async () => {
    const { triggers } = connected()
    const seen: unknown[] = []
    const note = Trigger.custom(({ record }) => void seen.push(record))
    triggers.register('orders', { name: 'note', events: ['afterUpdate'], actions: [note] })
    const more: Record<string, unknown> = { a: 1 }
    more.self = more
    const event = {
      table: 'orders',
      record: { id: 1, status: 'b', more },
      previousRecord: { id: 1, status: 'a', more },
    }
    await triggers.execute('afterUpdate', event)
    expect(seen).toEqual([event.record])
    expect(await triggers.dryRun('afterUpdate', event)).toMatchObject({
      triggers: [{ actions: [{ status: 'would-run' }] }],
    })
  })

  it('R19 hides sensitive columns', async () => {
    const triggers = createTriggers({ ...quiet, sensitive: ['card'] })
    triggers.register('orders', {
      name: 'a',
      events: ['afterInsert'],
      actions: [Trigger.custom(({ record }) => ({ ...record }))],
    })
    const report = await triggers.execute('afterInsert', { table: 'orders', record: { id: 1, card: '4111' } })
    expect(JSON.stringify(report)).not.toContain('4111')
    expect(report.triggers[0]!.actions[0]!.result).toEqual({ id: 1 })
  })

  it('R28 a before-trigger alters, drops or blocks, and the rest is skipped for that reason', async () => {
    const { triggers } = connected()
    const at = (name: string, status: string, ...actions: ReturnType<typeof Trigger.custom>[]): void =>
      triggers.register('orders', {
        name,
        events: ['beforeWrite'],
        condition: Trigger.when.field('record.status').equals(status),
        actions,
      })
    at('alter', 'new', Trigger.record.set({ total: 5 }))
    at('drop', 'spam', Trigger.record.skip(), Trigger.log.info('never'))
    at('block', 'bad', Trigger.record.reject('No', { code: 'BAD' }))
    at(
      'break',
      'broken',
      Trigger.custom(() => Promise.reject(new Error('boom'))),
    )
    triggers.register('orders', { name: 'last', events: ['beforeInsert'], actions: [Trigger.custom(() => 1)] })
    const run = (status: string) => triggers.execute('beforeInsert', { table: 'orders', record: { status } })
    const altered = await run('new')
    expect(altered).toMatchObject({ record: { status: 'new', total: 5 }, skipped: false })
    expect(altered.triggers.at(-1)).toMatchObject({ status: 'ran' })
    const dropped = await run('spam')
    expect(dropped.skipped).toBe(true)
    expect(dropped.triggers[1]!.actions[1]).toMatchObject({
      status: 'skipped',
      reason: '"record.skip#1" dropped the row',
    })
    expect(dropped.triggers.at(-1)).toMatchObject({ because: 'dropped', reason: '"drop" dropped the row before it' })
    const blocked = await run('bad')
    expect(blocked.rejected).toMatchObject({ code: 'BAD', message: 'No' })
    expect(blocked.triggers.at(-1)).toMatchObject({
      because: 'rejected',
      reason: '"block" blocked the write before it',
    })
    const broken = await run('broken')
    expect(broken.rejected).toMatchObject({ message: 'boom' })
    expect(broken.triggers.at(-1)).toMatchObject({ because: 'rejected' })
  })

  it('sets only columns of a table that is known, and any field of one that is not', async () => {
    const set = Trigger.record.set({ slug: 'x', 'meta.deep': 1 })
    const known = connected().triggers
    const unknown = createTriggers(quiet)
    unknown.register('orders', { name: 'a', events: ['beforeInsert'], actions: [set] })
    expect(() => known.register('orders', { name: 'a', events: ['beforeInsert'], actions: [set] })).toThrow(/slug/)
    const report = await unknown.execute('beforeInsert', { table: 'orders', record: { id: 1 } })
    expect(report.record).toEqual({ id: 1, slug: 'x', meta: { deep: 1 } })
    known.register('orders', {
      name: 'b',
      events: ['beforeInsert'],
      actions: [Trigger.custom(({ set }) => set({ slug: 'x' }))],
    })
    const refused = await known.execute('beforeInsert', { table: 'orders', record: { id: 1 } })
    expect(refused.rejected).toMatchObject({ code: 'UNKNOWN_COLUMN' })
  })

  it('runs actions as a Write does: in the transaction, after the commit, and async ones by themselves', async () => {
    const { triggers, database } = connected()
    const fail = Trigger.custom(() => Promise.reject(new Error('boom')))
    triggers.register('orders', {
      name: 'a',
      events: ['afterInsert'],
      actions: [
        { ...fail, name: 'fails' },
        Trigger.custom(() => 2, { name: 'after' }),
        Trigger.custom(({ actions }) => actions, { name: 'async', timing: 'async' }),
        Trigger.database.insert('audit', { text: '{{record.id}}' }, { name: 'audit' }),
      ],
    })
    const report = await triggers.execute('afterInsert', { table: 'orders', record: { id: 1 } })
    expect(report.triggers[0]).toMatchObject({
      status: 'failed',
      actions: [
        { name: 'audit', status: 'done', result: { text: 1 } },
        { name: 'fails', status: 'failed', error: { code: 'ACTION_FAILED', cause: { message: 'boom' } } },
        { name: 'after', status: 'skipped', reason: '"fails" failed before it' },
        { name: 'async', status: 'done', result: { audit: { result: { text: 1 } } } },
      ],
    })
    expect(database.rows('audit')).toMatchObject([{ text: 1 }])
  })

  it('R34 goes on after a failure that may be, and onError hears of it', async () => {
    const onError = vi.fn()
    const { triggers } = connected({ onError })
    triggers.register('orders', {
      name: 'a',
      events: ['afterInsert'],
      actions: [
        { ...Trigger.custom(() => Promise.reject(new Error('boom'))), continueOnError: true },
        Trigger.custom(() => 2),
      ],
    })
    const report = await triggers.execute('afterInsert', { table: 'orders', record: { id: 1 } })
    expect(report.triggers[0]).toMatchObject({
      status: 'ran',
      actions: [{ status: 'failed' }, { status: 'done', result: 2 }],
    })
    expect(onError).toHaveBeenCalledOnce()
    expect(onError.mock.calls[0]).toMatchObject([{ code: 'ACTION_FAILED' }, { record: { id: 1 } }, { name: 'a' }])
  })

  it('reads results by names with dots, also those that actions have by default', async () => {
    const info = vi.fn()
    const { triggers } = connected({ logger: { debug() {}, info, warn() {}, error() {} } })
    triggers.register('orders', {
      name: 'chain',
      events: ['afterInsert'],
      actions: [
        Trigger.custom(() => ({ id: 7 }), { name: 'shop.customer' }),
        Trigger.custom(() => [{ id: 8 }]),
        Trigger.custom(() => ({ customer: { result: 'of shop' } }), { name: 'shop' }),
        Trigger.log.info(
          '{{actions.shop.customer.result.id}} {{actions.custom#2.result.0.id}} {{actions.shop.result}}',
        ),
      ],
    })
    await triggers.execute('afterInsert', { table: 'orders', record: { id: 1 } })
    expect(info.mock.calls[0]![0]).toBe('7 8 {"customer":{"result":"of shop"}}')
  })

  it("R32 gives forEach: 'write' its lists", async () => {
    const { triggers } = connected()
    const see = Trigger.custom(({ records, previousRecords, count }) => ({ records, previousRecords, count }))
    triggers.register('orders', { name: 'a', events: ['afterInsert'], forEach: 'write', actions: [see] })
    const report = await triggers.execute('afterInsert', { table: 'orders', record: { id: 1 } })
    expect(report.triggers[0]!.actions[0]!.result).toEqual({ records: [{ id: 1 }], previousRecords: [], count: 1 })
  })

  it('R35 counts as a step of a chain of triggers', async () => {
    const { triggers } = connected({ maxDepth: 3 })
    let calls = 0
    const again = Trigger.custom(async () => {
      calls++
      await triggers.execute('afterInsert', { table: 'orders', record: { id: 1 } })
    })
    triggers.register('orders', { name: 'loop', events: ['afterInsert'], actions: [again] })
    await triggers.execute('afterInsert', { table: 'orders', record: { id: 1 } })
    expect(calls).toBe(3)
  })

  it('R21 runs nothing for own tables', async () => {
    const triggers = createTriggers(quiet)
    triggers.register('x', { name: 'all', tables: ['*'], events: ['afterInsert'], actions: [] })
    expect((await triggers.execute('afterInsert', { table: 'triggerkit_outbox', record: {} })).triggers).toEqual([])
    expect(triggers.getTriggersForEvent('triggerkit_outbox', 'afterInsert')).toEqual([])
    expect(triggers.getTriggersForEvent('public.TRIGGERKIT_outbox', 'afterInsert')).toEqual([])
  })

  it('reports everything that is wrong with its arguments, and runs nothing', async () => {
    const { triggers } = connected()
    const wrong = {
      table: 'ordrs',
      record: 5,
      previousRecord: [],
      changedFields: 'total',
      operation: 'upsert',
      soft: 1,
      timestamp: 'soon',
      user: 'me',
    }
    const error: unknown = await triggers.execute('afterInsrt', wrong as never).catch((thrown: unknown) => thrown)
    expect(ArgumentError.isInstance(error)).toBe(true)
    expect((error as Error).message).toBe(`triggers.execute(event, context) was called with 9 wrong arguments:
  - event: unknown event "afterInsrt", did you mean "afterInsert"?
  - context.table: unknown table "ordrs", did you mean "orders"?
  - context.record: expected an object, found number 5
  - context.previousRecord: expected an object, found an empty array
  - context.user: expected an object, found string "me"
  - context.changedFields: expected an array of field names, found string "total"
  - context.operation: expected "insert", "update" or "delete", found string "upsert"
  - context.soft: expected true or false, found number 1
  - context.timestamp: expected a Date or an ISO 8601 text, found string "soon"`)
    await expect(triggers.execute(undefined as never, null as never)).rejects.toThrow(/event: .*\n.*context: /)
    await expect(triggers.execute('afterUpdate', { table: 'orders', previousRecord: {} })).rejects.toThrow(
      /context\.record/,
    )
    await expect(triggers.execute('afterDelete', { table: 'orders' })).rejects.toThrow(/context\.record/)
  })
})

describe('getTriggersForEvent', () => {
  it('knows every name of a table, the env, and events in any case', () => {
    const { triggers } = connected({ env: 'test' })
    const register = (name: string, table: string, more: object = {}): void =>
      triggers.register(table, { name, events: ['afterInsert'], actions: [], ...more })
    register('by-model', 'Order')
    register('by-table', 'orders', { priority: 1 })
    register('everywhere', 'audit', { tables: ['*'], events: ['afterWrite'], priority: 500 })
    register('elsewhere', 'orders', { envs: ['prd'] })
    register('disabled', 'orders', { enabled: false })
    register('before', 'orders', { events: ['beforeInsert'] })
    register('on-delete', 'orders', { events: ['afterDelete'] })
    const names = (table: string, event: string): string[] =>
      triggers.getTriggersForEvent(table, event).map(({ name }) => name)
    for (const table of ['Order', 'orders']) {
      expect(names(table, 'AFTER_INSERT')).toEqual(['by-table', 'by-model', 'everywhere'])
      expect(names(table, 'afterwrite')).toEqual(['by-table', 'by-model', 'on-delete', 'everywhere'])
      expect(names(table, 'BEFORE_WRITE')).toEqual(['before'])
    }
    expect(() => names('ordrs', 'afterInsrt')).toThrow(/did you mean "orders"[\s\S]*did you mean "afterInsert"/)
  })
})
