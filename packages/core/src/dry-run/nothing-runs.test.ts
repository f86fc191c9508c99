import { expect, it, vi } from 'vitest'
import type { ActionDefinition } from '../action/action-definition.ts'
import type { Port } from '../adapter/port.ts'
import { createTriggers } from '../engine/triggers.ts'
import { providerFamilies } from '../provider/provider-family.ts'
import type { Providers } from '../provider/provider-registry.ts'
import { memoryOutbox } from '../queue/memory-outbox.ts'
import type { OutboxDriver } from '../queue/outbox.ts'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { Trigger } from '../trigger/trigger.ts'
import { TriggerActionType, type TriggerActionTypeName } from '../trigger/trigger-action-type.ts'

const tables = [defineTable('orders', { id: 'integer', name: 'string', mail: 'string' })]

/** One action of every type. */
const payloads: Record<TriggerActionTypeName, object> = {
  'database.insert': { table: 'orders', data: { name: '{{record.name}}' } },
  'database.update': { table: 'orders', data: { name: 'x' }, where: { id: '{{record.id}}' } },
  'database.delete': { table: 'orders', where: { id: '{{record.id}}' } },
  'storage.upload': { storage: 's3', path: 'a/{{record.id}}', data: '{{record.name}}' },
  'storage.delete': { storage: 's3', path: 'a/{{record.id}}' },
  'storage.copy': { storage: 's3', source: 'a', destination: 'b/{{record.id}}' },
  'notification.email': { notification: 'mails:hello', recipients: ['{{record.mail}}'], subject: 'x', text: 'y' },
  'notification.sms': { notification: 'sms', recipients: ['1'], body: 'x' },
  'notification.push': { notification: 'push', device_tokens: ['t'], title: 'x', body: 'y' },
  'notification.callback': { notification: 'hook', callback: { body: { id: '{{record.id}}' } } },
  'broker.publish': { broker: 'kafka:orders', message: '{{record}}' },
  'cache.get': { cache: 'redis', key: 'k' },
  'cache.set': { cache: 'redis', key: 'k', value: '{{record}}' },
  'cache.invalidate': { cache: 'redis', pattern: 'k:*' },
  'cache.delete': { cache: 'redis', key: 'k' },
  'workflow.execute': { workflow: 'w', input: {} },
  'workflow.dispatch': { workflow: 'w', input: {} },
  'action.execute': { app: 'stripe', action: 'pay', input: { key: '{{secret.key}}' } },
  'agent.run': { agent: 'a', prompt: 'hi', context: {} },
  'http.get': { url: 'https://example.com/{{record.id}}' },
  'http.post': { url: 'https://example.com', body: { key: '{{secret.key}}' } },
  'http.put': { url: 'https://example.com', body: {} },
  'http.patch': { url: 'https://example.com', body: {} },
  'http.delete': { url: 'https://example.com' },
  'http.request': { url: 'https://example.com', method: 'PUT' },
  'log.create': { message: 'x', level: 'warn' },
  'log.debug': { message: 'x' },
  'log.info': { message: 'x' },
  'log.warn': { message: 'x' },
  'log.error': { message: 'x' },
  'quota.check': { quota: 'q' },
  'quota.consume': { quota: 'q', amount: 2 },
  'fallback.execute': { fallback: 'f', input: {} },
  'fallback.run': {
    actions: [
      { type: 'cache.delete', cache: 'redis', key: 'k' },
      { type: 'custom', function: 'named' },
    ],
  },
  'record.set': { fields: { name: 'x' } },
  'record.skip': {},
  'record.reject': { message: 'no' },
  'record.validate': { dto: class Dto {} },
  custom: { function: 'named' },
  'custom.http': { url: 'https://example.com', body: {} },
}

const touched: string[] = []
/** Whatever is called of it is noted, and fails. */
function untouchable<T extends object>(name: string, own: object = {}): T {
  return new Proxy(own, {
    get: (target, member) => {
      if (Reflect.has(target, member)) return Reflect.get(target, member) as unknown
      if (typeof member === 'symbol' || ['family', 'name', 'concurrency', 'messages'].includes(member)) return undefined
      return fail(`${name}.${member}`)
    },
  }) as T
}

function fail(what: string): () => never {
  return () => {
    touched.push(what)
    throw new Error(`${what} was called`)
  }
}

function setUp() {
  const log = fail('logger')
  const triggers = createTriggers({
    providers: Object.fromEntries(providerFamilies.map((family) => [family, untouchable(family)])) as Providers,
    functions: { named: fail('function') },
    secrets: { key: fail('secret') },
    fetch: fail('fetch') as never,
    logger: { debug: log, info: log, warn: log, error: log },
    outbox: untouchable<OutboxDriver>('outbox', { connect: () => untouchable('jobs', { transactional: true }) }),
    observers: [
      { name: 'none', write: fail('observer'), trigger: fail('observer'), action: fail('observer') },
    ] as never,
    onError: fail('onError'),
  })
  const { schema, capabilities } = new MemoryDatabase({ tables })
  triggers.bind(
    untouchable<Port>('port', {
      schema,
      capabilities,
      select: async () => [{ id: 7, name: 'lamp', mail: 'a@example.com' }],
    }),
  )
  return triggers
}

it.each(['sync', 'async', 'queued'] as const)(
  'a dry run of every action type, %s, calls nothing at all',
  async (timing) => {
    const triggers = setUp()
    const types = Object.values(TriggerActionType)
    for (const type of types) {
      const isRuling = type.startsWith('record.')
      if (isRuling && timing !== 'sync') continue
      const define = { type, ...payloads[type], timing } as ActionDefinition
      triggers.register('orders', {
        name: type,
        events: [isRuling ? 'beforeUpdate' : 'afterUpdate'],
        condition: Trigger.when.field('record.name').changed(),
        actions: [define],
      })
    }
    const context = { table: 'orders', key: { id: 7 }, changes: { name: 'desk' } }
    const report = await triggers.dryRun('afterUpdate', context)
    const before = await triggers.dryRun('beforeUpdate', context)
    expect(touched).toEqual([])
    const found = [...report.triggers, ...before.triggers]
    const wanted = types.filter((type) => timing === 'sync' || !type.startsWith('record.'))
    expect(found.map(({ trigger }) => trigger)).toEqual(expect.arrayContaining(wanted))
    expect(
      report.triggers.flatMap(({ actions }) =>
        actions.flatMap(({ name, problem }) => (problem ? [[name, problem]] : [])),
      ),
    ).toEqual([])
    expect(report.triggers.every(({ status }) => status === 'matches')).toBe(true)
    // What would have been touched.
    await triggers.execute('afterUpdate', { table: 'orders', record: { id: 7, name: 'desk' } })
    expect(touched).not.toEqual([])
    touched.length = 0
  },
)

it('keeps no Job', async () => {
  const outbox = memoryOutbox()
  const triggers = createTriggers({ outbox })
  new MemoryDatabase({ tables }).connect(triggers)
  const action = {
    ...Trigger.log.info('x'),
    timing: 'queued',
    orderingKey: 'order-{{record.id}}',
    delay: 5_000,
  } as const
  triggers.register('orders', { name: 'later', events: ['afterInsert'], actions: [action] })
  const report = await triggers.dryRun('afterInsert', { table: 'orders', record: { id: 7 } })
  expect(report.triggers[0]!.actions).toMatchObject([
    { timing: 'queued', job: { runAt: { inMs: 5_000 }, orderingKey: 'order-7' } },
  ])
  expect((await triggers.jobs.list()).jobs).toEqual([])
})

it.each(['dryRun', 'execute'] as const)(
  '%s alters nothing of the record that it is given, however deep',
  async (method) => {
    class Address {
      city = 'Rome'
    }
    const given = () => ({ id: 7, address: new Address(), items: [{ name: 'old' }], by: new Map([['a', { n: 1 }]]) })
    const record = given()
    const bound = createTriggers()
    new MemoryDatabase({ tables: [defineTable('orders', { id: 'integer', 'address.city': 'string' })] }).connect(bound)
    const free = createTriggers()
    for (const [triggers, fields] of [
      [bound, { address: { city: 'Bonn' } }],
      [free, { 'address.city': 'Bonn', 'items.0.name': 'new', 'by.a.n': 2 }],
    ] as const) {
      const actions = [Trigger.record.set(fields)]
      triggers.register('orders', { name: 'sets', events: ['beforeInsert'], actions })
      const report = await triggers[method]('beforeInsert', { table: 'orders', record })
      expect(report).toMatchObject({ record: { address: { city: 'Bonn' } } })
      expect(record).toEqual(given())
    }
  },
)

it('R23 leaves no finding and no warning behind', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  const triggers = createTriggers()
  new MemoryDatabase({ tables }).connect(triggers)
  triggers.register('orders', {
    name: 'kinds',
    events: ['afterInsert'],
    condition: Trigger.when.field('record.name').greaterThan(5),
    actions: [],
  })
  const known = triggers.check().length
  warn.mockClear()
  const report = await triggers.dryRun('afterInsert', { table: 'orders', record: { id: 7, name: 'lamp' } })
  expect(report.triggers[0]!.condition).toMatchObject({
    holds: false,
    mismatch: expect.stringContaining('cannot compare'),
  })
  expect(warn).not.toHaveBeenCalled()
  expect(triggers.check()).toHaveLength(known)
  warn.mockRestore()
})
