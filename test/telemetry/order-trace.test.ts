import { AsyncLocalStorage } from 'node:async_hooks'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as api from '@opentelemetry/api'
import type { Histogram } from '@opentelemetry/sdk-metrics'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base'
import { createTriggers, createWorker, type Observer, Trigger, type Triggers } from '@triggerkit/core'
import { recordingProviders } from '@triggerkit/core/testing'
import { type OpenTelemetryOptions, openTelemetry } from '@triggerkit/providers/opentelemetry'
import { sqlOutbox } from '@triggerkit/sql'
import { triggers } from '@triggerkit/typeorm'
import { DataSource, EntitySchema } from 'typeorm'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Telemetry } from '../../packages/providers/test/opentelemetry/telemetry.ts'

interface Order {
  id: number
  status: string
  total: number
}

const OrderEntity = new EntitySchema<Order>({
  name: 'Order',
  tableName: 'orders',
  columns: { id: { type: 'int', primary: true }, status: { type: 'varchar' }, total: { type: 'int' } },
})
const AuditEntity = new EntitySchema<{ id: number; orderId: number }>({
  name: 'Audit',
  tableName: 'audits',
  columns: { id: { type: 'int', primary: true, generated: 'increment' }, orderId: { type: 'int' } },
})

const telemetry = new Telemetry()
const folder = mkdtempSync(join(tmpdir(), 'telemetry-'))
const opened: { engine: Triggers; dataSource: DataSource }[] = []

/** An engine on the one database, as each process has its own. */
async function open(options?: OpenTelemetryOptions, observers: Observer[] = [openTelemetry(api, options)]) {
  const providers = recordingProviders()
  const engine = createTriggers({
    outbox: sqlOutbox(),
    providers: providers.providers,
    observers,
    onError: () => undefined,
  })
  const dataSource = new DataSource({
    type: 'better-sqlite3',
    database: join(folder, 'shop.sqlite'),
    entities: [OrderEntity, AuditEntity],
    subscribers: [triggers(engine)],
    synchronize: true,
  })
  await dataSource.initialize()
  await engine.outbox.migrate()
  opened.push({ engine, dataSource })
  return { engine, dataSource, providers, orders: dataSource.getRepository(OrderEntity) }
}

const retry = { maxAttempts: 2, initialDelay: 0, maxDelay: 0 }
const vet = { ...Trigger.record.set({ status: 'open' }), name: 'vet' }
const audit = { ...Trigger.database.insert('Audit', { orderId: '{{record.id}}' }), name: 'audit' }
const warm = { ...Trigger.cache.set('redis', 'order:{{record.id}}', '{{record}}'), name: 'warm' }
const mail = {
  ...Trigger.notification.email('emails:order', ['ann@example.com'], { subject: { total: '{{record.total}}' } }),
  name: 'mail',
  timing: 'queued' as const,
  retry,
}

function registerAll(engine: Triggers): void {
  engine.register('Order', { name: 'vet', events: ['beforeInsert'], actions: [vet] })
  engine.register('Order', { name: 'placed', events: ['afterInsert'], actions: [audit, warm, mail] })
  engine.register('Audit', { name: 'audited', events: ['afterInsert'], actions: [warm] })
}

/** The id of the trace that `work` is done in, below a span of the application. */
async function traced(work: () => Promise<unknown>): Promise<string> {
  return api.trace.getTracer('shop').startActiveSpan('POST /orders', async (span) => {
    try {
      await work()
    } finally {
      span.end()
    }
    return span.spanContext().traceId
  })
}

/** Works what is due, so many times: a Job that is tried again is due at once. */
async function work(engine: Triggers, times = 1): Promise<void> {
  for (let time = 0; time < times; time++) await createWorker(engine).runOnce()
}

async function closeAll(): Promise<void> {
  for (const { engine, dataSource } of opened.splice(0)) {
    await engine.close()
    await dataSource.destroy()
  }
  rmSync(join(folder, 'shop.sqlite'), { force: true })
}

describe('OpenTelemetry', () => {
  beforeEach(() => telemetry.start())
  afterEach(async () => {
    await closeAll()
    telemetry.stop()
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('a trace of one order across write, action, outbox and the worker of another process', async () => {
    const shop = await open()
    registerAll(shop.engine)
    const traceId = await traced(() => shop.orders.insert({ id: 1, status: 'new', total: 4_217 }))
    const other = await open()
    other.providers.fail({ type: 'notification.email' }, { times: 1 })
    await work(other.engine, 2)
    const tree = telemetry.tree(traceId)
    console.info(tree)
    expect(tree.split('\n')).toEqual([
      'POST /orders',
      '  triggerkit.write insert Order (completed)',
      '    triggerkit.trigger vet before',
      '      triggerkit.action vet before (completed)',
      '    triggerkit.trigger placed transaction',
      '      triggerkit.action audit transaction (completed)',
      '        triggerkit.write insert Audit (completed)',
      '          triggerkit.trigger audited commit',
      '            triggerkit.action warm commit (completed)',
      '    triggerkit.trigger placed queued',
      '      triggerkit.job mail Order (retried)',
      '        triggerkit.action mail job (retried)',
      '      triggerkit.job mail Order (completed)',
      '        triggerkit.action mail job (completed)',
      '    triggerkit.trigger placed commit',
      '      triggerkit.action warm commit (completed)',
    ])
    expect(other.providers.callsOf('email')).toHaveLength(2)
  })

  it('names what is done, and holds no value of a row; its key where that is asked for', async () => {
    const shop = await open({ rowKeys: true })
    registerAll(shop.engine)
    await shop.orders.insert({ id: 1, status: 'private-status', total: 4_217 })
    await work(shop.engine)
    const byName = (name: string, action?: string): ReadableSpan =>
      telemetry.spans.find((span) => span.name === name && span.attributes['triggerkit.action.name'] === action)!
    expect(byName('triggerkit.job', 'mail')).toMatchObject({
      kind: api.SpanKind.CONSUMER,
      attributes: {
        'messaging.system': 'triggerkit',
        'messaging.operation.type': 'process',
        'messaging.message.id': expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        'triggerkit.trigger.tag': 'placed',
        'triggerkit.attempt': 1,
        'triggerkit.row.key': '1',
      },
    })
    expect(byName('triggerkit.action', 'audit').attributes).toEqual({
      'triggerkit.trigger.name': 'placed',
      'triggerkit.trigger.tag': 'placed',
      'triggerkit.trigger.version': 0,
      'triggerkit.trigger.origin': 'code',
      'db.collection.name': 'Order',
      'triggerkit.event': 'afterInsert',
      'triggerkit.action.name': 'audit',
      'triggerkit.action.type': 'database.insert',
      'triggerkit.phase': 'transaction',
      'triggerkit.timing': 'sync',
      'triggerkit.attempt': 1,
      'triggerkit.rows': 1,
      'triggerkit.row.key': '1',
      'triggerkit.outcome': 'completed',
    })
    expect(byName('triggerkit.write').attributes).toEqual({
      'db.collection.name': 'Audit',
      'db.operation.name': 'insert',
      'triggerkit.write.triggers': 1,
      'triggerkit.write.in_transaction': true,
      'triggerkit.write.rows': 1,
      'triggerkit.outcome': 'completed',
    })
    const all = JSON.stringify(telemetry.spans.map(({ attributes, events }) => [attributes, events]))
    for (const value of ['private-status', '4217', 'ann@example.com']) expect(all).not.toContain(value)
  })

  it('an action that fails is a span with the error, and a write that a trigger blocks is none', async () => {
    const shop = await open()
    const hush = await open({ errorMessages: false })
    for (const { engine } of [shop, hush]) {
      engine.register('Order', {
        name: 'breaks',
        events: ['afterInsert'],
        actions: [{ ...Trigger.custom(() => Promise.reject(new TypeError('no such thing'))), name: 'break' }],
      })
      const closed = { ...Trigger.record.reject('closed', { code: 'CLOSED' }), name: 'closed' }
      engine.register('Order', { name: 'closed', events: ['beforeUpdate'], actions: [closed] })
    }
    await shop.orders.insert({ id: 1, status: 'new', total: 1 })
    await expect(shop.orders.update({ id: 1 }, { status: 'paid' })).rejects.toThrow('closed')
    const broken = telemetry.spans.find((span) => span.attributes['triggerkit.action.name'] === 'break')!
    expect(broken.status).toEqual({ code: api.SpanStatusCode.ERROR, message: 'no such thing' })
    expect(broken.attributes).toMatchObject({ 'triggerkit.outcome': 'failed', 'error.type': 'TypeError' })
    expect(broken.events[0]).toMatchObject({
      name: 'exception',
      attributes: { 'exception.type': 'TypeError', 'exception.message': 'no such thing' },
    })
    const blocked = telemetry.spans.find((span) => span.attributes['db.operation.name'] === 'update')!
    expect(blocked.status).toEqual({ code: api.SpanStatusCode.UNSET })
    expect(blocked.attributes).toMatchObject({ 'triggerkit.outcome': 'rejected', 'error.type': 'CLOSED' })
    telemetry.reset()
    await hush.orders.insert({ id: 2, status: 'new', total: 1 })
    const silent = telemetry.spans.find((span) => span.attributes['triggerkit.action.name'] === 'break')!
    expect(silent.status).toEqual({ code: api.SpanStatusCode.ERROR })
    expect(silent.events[0]!.attributes).toEqual({ 'exception.type': 'TypeError' })
  })

  it('what follows from a transaction of the application is below the write that it follows from', async () => {
    const shop = await open()
    registerAll(shop.engine)
    const traceId = await traced(() =>
      shop.dataSource.transaction(async (manager) => {
        await manager.insert(AuditEntity, { id: 1, orderId: 1 })
        await manager.insert(AuditEntity, { id: 2, orderId: 2 })
      }),
    )
    const write = [
      '  triggerkit.write insert Audit (completed)',
      '    triggerkit.trigger audited commit',
      '      triggerkit.action warm commit (completed)',
    ]
    expect(telemetry.tree(traceId).split('\n')).toEqual(['POST /orders', ...write, ...write])
  })

  it('what was rolled back leaves its write, and nothing of what would have come after the commit', async () => {
    const shop = await open()
    registerAll(shop.engine)
    const traceId = await traced(() =>
      shop.dataSource
        .transaction(async (manager) => {
          await manager.insert(OrderEntity, { id: 1, status: 'new', total: 1 })
          throw new Error('changed my mind')
        })
        .catch(() => undefined),
    )
    await work(shop.engine)
    expect(telemetry.tree(traceId).split('\n')).toEqual([
      'POST /orders',
      '  triggerkit.write insert Order (completed)',
      '    triggerkit.trigger vet before',
      '      triggerkit.action vet before (completed)',
      '    triggerkit.trigger placed transaction',
      '      triggerkit.action audit transaction (completed)',
      '        triggerkit.write insert Audit (completed)',
    ])
  })

  it("jobs: 'link' makes each attempt a trace of its own that links to its maker", async () => {
    const shop = await open({ jobs: 'link' })
    registerAll(shop.engine)
    const traceId = await traced(() => shop.orders.insert({ id: 1, status: 'new', total: 1 }))
    await work(shop.engine)
    const job = telemetry.spans.find((span) => span.name === 'triggerkit.job')!
    const maker = telemetry.spans.find((span) => span.kind === api.SpanKind.PRODUCER)!
    expect(job.parentSpanContext).toBeUndefined()
    expect(job.spanContext().traceId).not.toBe(traceId)
    expect(job.links.map(({ context }) => context.spanId)).toEqual([maker.spanContext().spanId])
    expect(telemetry.tree(job.spanContext().traceId).split('\n')).toEqual([
      'triggerkit.job mail Order (completed)',
      '  triggerkit.action mail job (completed)',
    ])
  })

  it('a Job whose context is no context begins a trace of its own', async () => {
    const shop = await open()
    registerAll(shop.engine)
    const traceId = await traced(() => shop.orders.insert({ id: 1, status: 'new', total: 1 }))
    await shop.dataSource.query(`UPDATE triggerkit_jobs SET payload = replace(payload, '${traceId}', 'not-a-trace')`)
    await work(shop.engine)
    const job = telemetry.spans.find((span) => span.name === 'triggerkit.job')!
    expect(job.parentSpanContext).toBeUndefined()
    expect(job.attributes['triggerkit.outcome']).toBe('completed')
  })

  it('counts matches and actions by outcome, their durations, and what is in the outbox', async () => {
    const shop = await open()
    registerAll(shop.engine)
    await shop.orders.insert([1, 2, 3].map((id) => ({ id, status: 'new', total: id })))
    const state = 'triggerkit.job.state'
    const jobs = (await telemetry.pointsOf('triggerkit.outbox.jobs')).map(({ attributes, value }) => [
      attributes[state],
      value,
    ])
    expect(Object.fromEntries(jobs)).toEqual({ ready: 3, waiting: 0, leased: 0, relayed: 0 })
    shop.providers.fail({ type: 'notification.email' }, { times: 2 })
    await work(shop.engine, 2)
    shop.providers.fail({ type: 'notification.email' })
    await shop.orders.insert({ id: 4, status: 'new', total: 4 })
    await work(shop.engine, 2)
    const [dead] = await telemetry.pointsOf('triggerkit.outbox.dead_letters')
    const [oldest] = await telemetry.pointsOf('triggerkit.outbox.oldest_due.age')
    expect([dead!.value, oldest!.value]).toEqual([1, 0])
    const matches = await telemetry.pointsOf('triggerkit.trigger.matches')
    const ofPlaced = matches.filter(({ attributes }) => attributes['triggerkit.trigger.tag'] === 'placed')
    expect(ofPlaced.map(({ attributes, value }) => [attributes['triggerkit.phase'], value]).sort()).toEqual([
      ['commit', 4],
      ['queued', 4],
      ['transaction', 4],
    ])
    const ofMail = ({ attributes }: { attributes: api.Attributes }): boolean =>
      attributes['triggerkit.action.name'] === 'mail'
    const executions = (await telemetry.pointsOf('triggerkit.action.executions')).filter(ofMail)
    expect(executions.map(({ attributes, value }) => [attributes['triggerkit.outcome'], value]).sort()).toEqual([
      ['completed', 3],
      ['failed', 1],
      ['retried', 3],
    ])
    const durations = (await telemetry.pointsOf<Histogram>('triggerkit.action.duration')).filter(ofMail)
    expect(durations.reduce((sum, { value }) => sum + value.count, 0)).toBe(7)
    const asked = vi.spyOn(shop.engine.jobs, 'stats')
    await telemetry.pointsOf('triggerkit.outbox.jobs')
    expect(asked).toHaveBeenCalledTimes(1)
    await shop.engine.close()
    await telemetry.pointsOf('triggerkit.outbox.jobs')
    expect(asked).toHaveBeenCalledTimes(1)
  })

  it('outboxMetrics: false asks the outbox for nothing', async () => {
    const shop = await open({ outboxMetrics: false })
    registerAll(shop.engine)
    await shop.orders.insert({ id: 1, status: 'new', total: 1 })
    expect(await telemetry.pointsOf('triggerkit.outbox.jobs')).toEqual([])
    expect(await telemetry.pointsOf('triggerkit.trigger.matches')).not.toEqual([])
  })

  it('R39 without an SDK the API enters nothing, and Jobs carry nothing', async () => {
    telemetry.stop()
    const entered = vi.spyOn(AsyncLocalStorage.prototype, 'run')
    const entriesOf = async (observers?: Observer[]): Promise<number> => {
      const shop = await open({}, observers)
      registerAll(shop.engine)
      await shop.orders.insert({ id: 1, status: 'new', total: 1 })
      entered.mockClear()
      await shop.orders.insert({ id: 2, status: 'new', total: 1 })
      await work(shop.engine)
      const { length } = entered.mock.calls
      const jobs = await shop.dataSource.query<{ payload: string }[]>('SELECT payload FROM triggerkit_jobs')
      expect(jobs).toHaveLength(2)
      expect(jobs.map(({ payload }) => payload).join()).not.toContain('carried')
      await closeAll()
      return length
    }
    expect(await entriesOf()).toBe(await entriesOf([]))
    entered.mockRestore()
  })
})
