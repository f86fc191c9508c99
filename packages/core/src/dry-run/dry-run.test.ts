import { describe, expect, it } from 'vitest'
import { createTriggers } from '../engine/triggers.ts'
import { memoryStore } from '../store/memory-store.ts'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { recordingProviders } from '../testing/recording-providers.ts'
import { Trigger } from '../trigger/trigger.ts'
import { explain } from './explain.ts'

const tables = [
  defineTable('Order', { id: 'integer', status: 'string', total: 'decimal', card: 'string' }, { aliases: ['orders'] }),
  defineTable('audit', { id: 'integer', order_id: 'integer', text: 'string' }),
]
const shipped = Trigger.when.field('record.status').equals('shipped')
const log = Trigger.log.info('order {{record.id}}')

function connected(options: Parameters<typeof createTriggers>[0] = {}) {
  const triggers = createTriggers({ onError: () => undefined, ...options })
  return { triggers, database: new MemoryDatabase({ tables }).connect(triggers) }
}

const update = { table: 'orders', previousRecord: { id: 7, status: 'new' }, record: { id: 7, status: 'shipped' } }

describe('a dry run', () => {
  it('says of each trigger whether it matches, and why not', async () => {
    const { triggers } = connected({ env: 'test' })
    const register = (name: string, more: object = {}): void =>
      triggers.register('orders', { name, events: ['afterUpdate'], condition: shipped, actions: [log], ...more })
    register('disabled', { enabled: false })
    register('elsewhere', { envs: ['prd'] })
    register('muted')
    register('unmet', { condition: Trigger.when.field('record.total').greaterThan(5) })
    register('matches', { fire: 'becomes-true' })
    register('other', { events: ['afterDelete'] })
    const report = await triggers.without({ tags: ['muted'], reason: 'the test' }, () =>
      triggers.dryRun('afterUpdate', update),
    )
    expect(report).toMatchObject({ event: 'afterUpdate', table: 'Order', changedFields: ['status'] })
    expect(report.triggers.map((each) => [each.trigger, each.because ?? each.status, each.reason])).toEqual([
      ['disabled', 'disabled', 'it is disabled'],
      ['elsewhere', 'env', 'it is for prd, and this is test'],
      ['muted', 'muted', '`without` switches it off'],
      ['unmet', 'condition', 'its condition does not hold'],
      ['matches', 'matches', undefined],
    ])
    expect(report.triggers[3]!.condition).toMatchObject({ holds: false, field: 'record.total', expected: 5 })
    expect(report.triggers[4]!.condition).toMatchObject({
      kind: 'becomes-true',
      holds: true,
      now: { found: 'shipped' },
      before: { found: 'new', holds: false },
    })
    const same = { ...update, previousRecord: update.record }
    expect((await triggers.dryRun('afterUpdate', same)).triggers.at(-1)).toMatchObject({
      status: 'skipped',
      because: 'unchanged',
      condition: { holds: false },
    })
  })

  it('shows what database actions would write, in the terms of the port', async () => {
    const { triggers, database } = connected()
    triggers.register('orders', {
      name: 'audit',
      events: ['afterUpdate'],
      actions: [
        Trigger.database.insert('audit', {
          order_id: '{{record.id}}',
          text: '{{previousRecord.status}} to {{record.status}}',
        }),
        Trigger.database.update('audit', { text: { $set: 'x' } }, { order_id: { $gte: '{{record.id}}' } }),
        Trigger.database.delete('audit', { order_id: '{{record.id}}' }),
      ],
    })
    const [trigger] = (await triggers.dryRun('afterUpdate', update)).triggers
    expect(trigger!.actions.map(({ phase, writes }) => [phase, writes])).toEqual([
      ['transaction', [{ table: 'audit', operation: 'insert', rows: [{ order_id: 7, text: 'new to shipped' }] }]],
      [
        'transaction',
        [{ table: 'audit', operation: 'update', update: { $set: { text: 'x' } }, where: { order_id: { $gte: 7 } } }],
      ],
      ['transaction', [{ table: 'audit', operation: 'delete', where: { order_id: 7 } }]],
    ])
    expect(database.rows('audit')).toEqual([])
  })

  it('tells what an action would fail with, and that those after it would not run', async () => {
    const { triggers } = connected({ providers: { cache: recordingProviders().providers.cache } })
    triggers.register('orders', {
      name: 'broken',
      events: ['afterUpdate'],
      actions: [
        { ...Trigger.database.delete('audit', { order_id: '{{record.nope}}' }), name: 'gap', phase: 'commit' },
        Trigger.cache.set('redis', 'k', 1),
      ],
    })
    triggers.register('orders', {
      name: 'provided',
      events: ['afterUpdate'],
      actions: [
        {
          type: 'notification.email',
          notification: 'mails:welcome',
          recipients: ['a@example.com'],
          subject: 'x',
          continueOnError: true,
        },
        { type: 'quota.consume', quota: 'mails', amount: '{{record.id}}', continueOnError: true },
        Trigger.cache.set('redis', 'order:{{record.id}}', { total: '{{record.total}}' }),
      ],
    })
    const [broken, provided] = (await triggers.dryRun('afterUpdate', update)).triggers
    expect(broken!.actions).toMatchObject([
      { status: 'fails', missing: ['record.nope'], problem: expect.stringContaining('{{record.nope}}') },
      { status: 'skipped', reason: '"gap" would fail before it' },
    ])
    expect(provided!.actions).toMatchObject([
      { status: 'fails', problem: expect.stringContaining('mails') },
      { status: 'fails', problem: expect.stringContaining('quota') },
      { status: 'would-run', provider: { family: 'cache' }, missing: ['record.total'], input: { key: 'order:7' } },
    ])
  })

  it('checks what a provider would be given as far as it goes', async () => {
    const recorded = recordingProviders()
    const { triggers } = connected({ providers: recorded.providers })
    triggers.register('orders', {
      name: 'mail',
      events: ['afterUpdate'],
      actions: [{ type: 'notification.sms', notification: 'sms', recipients: ['{{record.nope}}'], body: 'x' }],
    })
    triggers.register('orders', {
      name: 'get',
      events: ['afterUpdate'],
      actions: [{ type: 'http.request', url: '{{record.status}}', method: 'GET' }],
    })
    const { triggers: reports } = await triggers.dryRun('afterUpdate', update)
    expect(reports.map(({ actions }) => actions[0]!.status)).toEqual(['fails', 'fails'])
    expect(recorded.calls).toEqual([])
  })

  it('leaves the results of earlier actions as they are written, and invents nothing for them', async () => {
    const { triggers } = connected({ providers: recordingProviders().providers })
    triggers.register('orders', {
      name: 'chain',
      events: ['afterUpdate'],
      actions: [
        { ...Trigger.action.execute('stripe', 'customer', { id: '{{record.id}}' }), name: 'customer' },
        {
          type: 'notification.email',
          notification: 'mails:welcome',
          recipients: ['{{actions.customer.result.email}}'],
          subject: 'order {{record.id}} of {{actions.customer.result.name}}',
        },
      ],
    })
    const [trigger] = (await triggers.dryRun('afterUpdate', update)).triggers
    expect(trigger!.actions[1]).toMatchObject({
      status: 'would-run',
      input: {
        recipients: ['{{actions.customer.result.email}}'],
        subject: 'order 7 of {{actions.customer.result.name}}',
      },
      unknown: ['actions.customer.result.email', 'actions.customer.result.name'],
      missing: [],
    })
  })

  it('R28 shows what before-actions would do to the row, and goes on with that row', async () => {
    const { triggers } = connected()
    const before = (name: string, actions: object[], more: object = {}): void =>
      triggers.register('orders', { name, events: ['beforeUpdate'], actions: actions as never, ...more })
    before('sets', [Trigger.record.set({ status: 'late', total: 5 })])
    before('sees', [Trigger.record.reject('order {{record.id}} is {{record.status}}', { code: 'LATE' })], {
      condition: Trigger.when.field('record.status').equals('late'),
    })
    before('never', [Trigger.record.skip()])
    const report = await triggers.dryRun('beforeUpdate', update)
    expect(report.triggers).toMatchObject([
      { status: 'matches', actions: [{ row: { set: { status: 'late', total: 5 } } }] },
      {
        status: 'matches',
        condition: { found: 'late' },
        actions: [{ status: 'would-run', row: { reject: { message: 'order 7 is late', code: 'LATE' } } }],
      },
      { status: 'skipped', because: 'rejected', reason: '"sees" blocked the write before it' },
    ])
    expect(report.record).toEqual({ id: 7, status: 'late', total: 5 })
    expect(report.rejected).toMatchObject({ code: 'LATE' })
    expect(update.record.status).toBe('shipped')
    const drops = createTriggers()
    drops.register('o', {
      name: 'drops',
      events: ['beforeInsert'],
      actions: [Trigger.record.skip(), Trigger.record.set({ a: 1 })],
    })
    expect(await drops.dryRun('beforeInsert', { table: 'o', record: {} })).toMatchObject({
      skipped: true,
      triggers: [{ actions: [{ row: { skip: true } }, { status: 'skipped' }] }],
    })
  })

  it('says what it takes for granted after a function that was not run', async () => {
    const { triggers } = connected()
    const run = Trigger.custom(() => Promise.reject(new Error('it was called')), { name: 'decide' })
    const fetch = { ...Trigger.log.info('x'), name: 'note' }
    triggers.register('orders', {
      name: 'asks',
      events: ['beforeUpdate'],
      actions: [fetch, run, Trigger.record.set({ status: '{{actions.decide.result}}' })],
    })
    triggers.register('orders', { name: 'later', events: ['beforeUpdate'], actions: [] })
    const report = await triggers.dryRun('beforeUpdate', update)
    expect(report.triggers[0]!.actions[1]).toMatchObject({ status: 'would-run', notRun: 'its function' })
    expect(report.triggers[0]!.actions[2]).toMatchObject({ row: { set: { status: '{{actions.decide.result}}' } } })
    expect(report.triggers[1]!.assumes).toEqual([
      '"decide" of "asks" alters nothing and lets the row pass: its function is not run',
      expect.stringMatching(/leaves status as it is/),
    ])
    expect(report.record.status).toBe('shipped')
  })

  it('R19 shows neither hidden columns nor secrets, wherever they are named', async () => {
    const secret = (): string => {
      throw new Error('it was asked for')
    }
    const { triggers } = connected({
      sensitive: ['card'],
      secrets: { key: secret },
      providers: recordingProviders().providers,
    })
    triggers.register('orders', {
      name: 'explicit',
      events: ['afterUpdate'],
      condition: Trigger.when.and(
        Trigger.when.field('record.card').isNotNull(),
        Trigger.when.field('record.card').changed(),
        Trigger.when.field('record.status').notEquals('{{record.card}}'),
      ),
      actions: [
        {
          type: 'http.post',
          url: 'https://example.com/orders?card={{record.card}}',
          headers: { authorization: 'Bearer {{secret.key}}' },
          body: { all: '{{record}}', input: '{{input}}', card: '{{input.card}}' },
        },
        Trigger.database.insert('audit', { text: 'card {{record.card}}' }),
        { type: 'storage.upload', storage: 's3', path: 'path', dataField: 'card' },
      ],
    })
    const report = await triggers.dryRun('afterUpdate', {
      table: 'orders',
      previousRecord: { id: 7, card: 'before-4111' },
      record: { id: 7, card: 'after-4111' },
    })
    expect(report.triggers[0]).toMatchObject({
      status: 'matches',
      condition: { parts: [{ hidden: true }, { hidden: true }, { hidden: true }] },
    })
    expect(report.triggers[0]!.actions).toMatchObject([
      { writes: [{ rows: [{ text: 'card {{record.card}}' }] }] },
      {
        input: {
          url: 'https://example.com/orders?card={{record.card}}',
          headers: { authorization: 'Bearer {{secret.key}}' },
        },
        unknown: ['record.card', 'input.card', 'secret.key'],
      },
      { input: { data: '{{record.card}}' } },
    ])
    expect(JSON.stringify(report)).not.toContain('4111')
    expect(explain(report)).not.toContain('4111')
  })

  it('R19 a stored trigger does not see hidden columns here either', async () => {
    const { triggers } = connected({
      sensitive: ['card'],
      store: memoryStore(),
      stored: { families: ['log'], tables: { listen: ['orders'] } },
    })
    await triggers.create({
      name: 'stored',
      tables: ['orders'],
      events: ['afterInsert'],
      condition: Trigger.when.field('record.total').equals(1),
      actions: [Trigger.log.info('{{record}}')],
    })
    await triggers.load()
    const report = await triggers.dryRun('afterInsert', { table: 'orders', record: { id: 1, total: 1, card: '4111' } })
    expect(report.triggers[0]).toMatchObject({
      origin: 'stored',
      status: 'matches',
      actions: [{ input: { message: '{"id":1,"total":1}' } }],
    })
    expect(JSON.stringify(report)).not.toContain('4111')
  })
})
