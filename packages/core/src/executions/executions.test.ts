import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { ManualClock } from '../action/manual-clock.ts'
import { createTriggers } from '../engine/triggers.ts'
import { ArgumentError } from '../errors/argument-error.ts'
import { ExecutionsError } from '../errors/executions-error.ts'
import { OptionsError } from '../errors/options-error.ts'
import { type QueueBench, queueBench } from '../queue/queue-bench.ts'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { Trigger } from '../trigger/trigger.ts'
import type { ExecutionListOptions, ExecutionPage } from './executions.ts'
import type { ExecutionsOptions } from './executions-options.ts'
import { memoryExecutions } from './memory-executions.ts'

const audit = { ...Trigger.database.insert('audit', { id: '{{record.id}}', orderId: '{{record.id}}' }), name: 'audit' }
const warm = { ...Trigger.cache.set('redis', 'order:{{record.id}}', 'x'), name: 'warm' }
const mail = { ...Trigger.cache.set('redis', 'mail:{{record.id}}', 'x'), name: 'mail', timing: 'queued' as const }
const failing = {
  ...Trigger.custom(() => Promise.reject(Object.assign(new Error('down'), { code: 'DOWN' }))),
  name: 'failing',
}

type Options = Partial<ExecutionsOptions>

function historyBench(executions: Options = {}, options: Parameters<typeof queueBench>[0] = {}): QueueBench {
  return queueBench({ executions: { log: memoryExecutions(), ...executions }, ...options })
}

/** `action#attempt: outcome`, oldest first. */
async function linesOf({ triggers }: Pick<QueueBench, 'triggers'>, options?: ExecutionListOptions): Promise<string[]> {
  await triggers.drain()
  const { executions } = await triggers.executions.list(options)
  return executions.map(({ action, attempt, outcome }) => `${action}#${attempt}: ${outcome}`).reverse()
}

describe('the history of executions', () => {
  it('has every attempt with all that is known of it, and nothing of what rows hold', async () => {
    const clock = new ManualClock('2030-01-01T00:00:00Z')
    const bench = historyBench({}, { clock })
    bench.triggers.register('orders', { name: 'placed', events: ['afterInsert'], actions: [audit, warm, mail] })
    await bench.database.create('orders', { id: 7, status: 'a status that nobody may see', total: 1 })
    await clock.until(bench.work())
    await bench.triggers.drain()
    const { executions, cursor } = await bench.triggers.executions.list()
    expect(cursor).toBeUndefined()
    expect(executions.map(({ action }) => action).sort()).toEqual(['audit', 'mail', 'warm'])
    const ofTrigger = {
      trigger: 'placed',
      triggerName: 'placed',
      triggerVersion: 0,
      table: 'orders',
      event: 'afterInsert',
    }
    const mailed = executions.find(({ action }) => action === 'mail')!
    expect(mailed).toEqual({
      ...ofTrigger,
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/) as string,
      at: expect.stringMatching(/^2030-01-01T00:0\d:\d\d\.\d{3}Z$/) as string,
      durationMs: expect.any(Number) as number,
      key: '7',
      action: 'mail',
      actionType: 'cache.set',
      phase: 'job',
      timing: 'queued',
      attempt: 1,
      rows: 1,
      outcome: 'completed',
      job: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    })
    expect(executions.find(({ action }) => action === 'audit')).toMatchObject({ phase: 'transaction', timing: 'sync' })
    expect(JSON.stringify(executions)).not.toContain('nobody may see')
  })

  it('R48 has errors with their code, without secrets, shortened', async () => {
    const bench = historyBench(
      {},
      {
        secrets: { token: 'hunter2-hunter2' },
        fetch: (_url, init) => {
          const error = new Error(`cannot: ${JSON.stringify(init)} ${'long '.repeat(1_000)}`)
          throw Object.assign(error, { code: 'X'.repeat(500) })
        },
      },
    )
    const headers = { authorization: '{{secret.token}}' }
    const post = { type: 'http.post', name: 'post', url: 'https://example.com/', headers } as const
    bench.triggers.register('orders', { name: 'placed', events: ['afterInsert'], actions: [post] })
    await bench.database.create('orders', { id: 1 })
    await bench.triggers.drain()
    const [execution] = (await bench.triggers.executions.list()).executions
    expect(execution).toMatchObject({ outcome: 'failed', phase: 'commit' })
    expect(execution!.error!.message).toContain('[secret:token]')
    expect(JSON.stringify(execution)).not.toContain('hunter2')
    expect(execution!.error!.message).toHaveLength(1_000)
    expect(execution!.error!.code?.length ?? 0).toBeLessThan(201)
  })

  it('has each attempt that failed, retries in process and of Jobs, and rejections', async () => {
    const bench = historyBench()
    const retry = { maxAttempts: 2, initialDelay: 0, maxDelay: 0 }
    const sync = { ...failing, name: 'sync', retry, continueOnError: true }
    bench.triggers.register('orders', { name: 'placed', events: ['afterInsert'], actions: [sync] })
    bench.triggers.functions({ fails: () => Promise.reject(new TypeError('no')) })
    bench.triggers.register('orders', {
      name: 'later',
      events: ['afterInsert'],
      actions: [{ ...Trigger.custom('fails'), name: 'queued', timing: 'queued', retry }],
    })
    const no = { ...Trigger.record.reject('no'), name: 'no' }
    bench.triggers.register('orders', { name: 'blocks', events: ['beforeUpdate'], actions: [no] })
    await bench.database.create('orders', { id: 1, status: 'new' })
    await bench.work()
    await bench.work()
    await expect(bench.database.change('orders', { id: 1 }, { $set: { status: 'paid' } })).rejects.toThrow('no')
    expect(await linesOf(bench)).toEqual([
      ...['sync#1: retried', 'sync#2: failed', 'queued#1: retried', 'queued#2: failed', 'no#1: rejected'],
    ])
    const { executions } = await bench.triggers.executions.list({ action: 'queued' })
    expect(executions.map(({ error }) => error)).toEqual([
      { name: 'TypeError', message: 'no' },
      { name: 'TypeError', message: 'no' },
    ])
    expect(new Set(executions.map(({ job }) => job)).size).toBe(1)
    expect(await linesOf(bench, { job: executions[0]!.job })).toHaveLength(2)
  })

  it('has what failed before it began: an input that could not be made', async () => {
    const bench = historyBench({ keep: 'failures' })
    const strict = { ...Trigger.http.get('https://example.com/{{record.status}}', {}), name: 'get' }
    bench.triggers.register('orders', { name: 'placed', events: ['afterInsert'], actions: [strict] })
    await bench.database.create('orders', { id: 1, status: '../..' })
    expect(await linesOf(bench)).toEqual(['get#1: failed'])
    expect((await bench.triggers.executions.list()).executions[0]!.error!.code).toBe('ACTION_INPUT')
  })

  it('R7 says what was rolled back, with its transaction or a savepoint in it', async () => {
    const bench = historyBench()
    const { triggers, database } = bench
    const look = { ...Trigger.custom(() => undefined), name: 'look' }
    triggers.register('orders', { name: 'vet', events: ['beforeInsert'], actions: [look] })
    triggers.register('orders', { name: 'placed', events: ['afterInsert'], actions: [audit, warm] })
    const undone = database.inTransaction(async (connection) => {
      await database.create('orders', { id: 1 }, connection)
      await triggers.drain()
      expect((await triggers.executions.list()).executions).toEqual([])
      throw new Error('no')
    })
    await expect(undone).rejects.toThrow('no')
    expect(await linesOf(bench)).toEqual(['look#1: rolled-back', 'audit#1: rolled-back'])
    await database.inTransaction((connection) => database.create('orders', { id: 2 }, connection))
    expect((await linesOf(bench)).slice(2).sort()).toEqual([
      'audit#1: completed',
      'look#1: completed',
      'warm#1: completed',
    ])
    triggers.register('orders', {
      name: 'late',
      events: ['afterInsert'],
      actions: [{ ...failing, phase: 'transaction' }],
    })
    await expect(database.create('orders', { id: 3 })).rejects.toThrow('down')
    expect((await linesOf(bench)).slice(5)).toEqual([
      'look#1: rolled-back',
      'audit#1: rolled-back',
      'failing#1: failed',
    ])
    await expect(
      triggers.executions.list({ outcome: 'rolled-back', table: 'orders', key: '3' }),
    ).resolves.toMatchObject({
      executions: [{ action: 'audit' }, { action: 'look' }],
    })
  })

  it('keeps failures alone, or a part of the rest, as chance has it', async () => {
    for (const [keep, chance, kept] of [
      ['failures', 0, 1],
      [{ sample: 0 }, 0, 1],
      [{ sample: 0.25 }, 0.25, 1],
      [{ sample: 0.25 }, 0.2, 2],
      ['all', 0.999, 2],
      [{ sample: 1 }, 0.999, 2],
    ] as const) {
      const clock = new ManualClock(0)
      clock.chance = chance
      const bench = historyBench({ keep }, { clock })
      bench.triggers.register('orders', { name: 'placed', events: ['afterInsert'], actions: [warm, failing] })
      await bench.database.create('orders', { id: 1 })
      const lines = await linesOf(bench)
      expect(lines, JSON.stringify({ keep, chance })).toHaveLength(kept)
      expect(lines).toContain('failing#1: failed')
    }
  })

  it('is listed page by page, by all that it can be asked for', async () => {
    const clock = new ManualClock('2030-01-01T00:00:00Z')
    const bench = historyBench({}, { clock })
    bench.triggers.register('orders', { name: 'placed', events: ['afterInsert'], actions: [warm] })
    for (let id = 1; id <= 5; id++) {
      await bench.database.create('orders', { id })
      await clock.advance(60_000)
    }
    await bench.triggers.drain()
    const list = (options: ExecutionListOptions): Promise<ExecutionPage> => bench.triggers.executions.list(options)
    const keys = async (options: ExecutionListOptions): Promise<string[]> =>
      (await list(options)).executions.map(({ key }) => key!)
    const first = await list({ limit: 2 })
    expect(first.executions.map(({ key }) => key)).toEqual(['5', '4'])
    expect(await keys({ limit: 3, cursor: first.cursor })).toEqual(['3', '2', '1'])
    expect((await list({ limit: 6 })).cursor).toBeUndefined()
    expect(await keys({ key: '3' })).toEqual(['3'])
    expect(await keys({ table: 'audit' })).toEqual([])
    expect(await keys({ after: '2030-01-01T00:01:00Z', before: Date.UTC(2030, 0, 1, 0, 3) })).toEqual(['3', '2'])
    expect(await keys({ outcome: [] })).toEqual([])
  })

  it('deletes what is over, failures later, and on its own too', async () => {
    const clock = new ManualClock(0)
    const bench = historyBench({ retention: { completedMs: 1_000, failedMs: 5_000 } }, { clock })
    bench.triggers.register('orders', { name: 'placed', events: ['afterInsert'], actions: [warm, failing] })
    for (let id = 1; id <= 600; id++) await bench.database.create('orders', { id })
    expect(await linesOf(bench, { limit: 2_000 })).toHaveLength(1_200)
    expect(await bench.triggers.executions.purge()).toBe(0)
    await clock.advance(1_001)
    expect(await bench.triggers.executions.purge()).toBe(600)
    expect(new Set(await linesOf(bench, { limit: 2_000 }))).toEqual(new Set(['failing#1: failed']))
    await clock.advance(5_000)
    expect(await bench.triggers.executions.purge()).toBe(600)
    expect(await linesOf(bench)).toEqual([])
  })

  it('deletes by and by as long as the engine is open', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const clock = new ManualClock(0)
    const bench = historyBench({ retention: { completedMs: 1_000 } }, { clock })
    bench.triggers.register('orders', { name: 'placed', events: ['afterInsert'], actions: [warm] })
    await bench.database.create('orders', { id: 1 })
    expect(await linesOf(bench)).toHaveLength(1)
    await clock.advance(1_001)
    await vi.advanceTimersByTimeAsync(61_000)
    expect(await linesOf(bench)).toEqual([])
    await bench.triggers.close()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('a log that fails harms nobody, and close appends what waits', async () => {
    const log = memoryExecutions()
    const connected = log.connect(undefined as never)
    const append = vi.spyOn(connected, 'append').mockRejectedValue(new Error('down'))
    const bench = historyBench({ log })
    bench.triggers.register('orders', { name: 'placed', events: ['afterInsert'], actions: [audit, warm] })
    await bench.database.create('orders', { id: 1 })
    await bench.triggers.drain()
    await bench.database.create('orders', { id: 2 })
    await bench.triggers.drain()
    expect(bench.errors).toHaveLength(1)
    expect(bench.errors[0]).toMatchObject({
      code: 'EXECUTIONS_UNKEPT',
      message: expect.stringContaining('down') as string,
    })
    expect(bench.triggers.executions.dropped).toBe(0)
    append.mockRestore()
    await bench.triggers.close()
    expect(await connected.list({ limit: 10 })).toHaveLength(4)
  })

  it('has no further page where the last one is full', async () => {
    const bench = historyBench()
    bench.triggers.register('orders', { name: 'placed', events: ['afterInsert'], actions: [warm] })
    for (const id of [1, 2, 3, 4]) await bench.database.create('orders', { id })
    await bench.triggers.drain()
    const { cursor } = await bench.triggers.executions.list({ limit: 2 })
    const last = await bench.triggers.executions.list({ limit: 2, cursor })
    expect(last.executions).toHaveLength(2)
    expect(last.cursor).toBeUndefined()
  })

  it('a serverless runtime is given what waits', async () => {
    const held: Promise<unknown>[] = []
    const log = memoryExecutions()
    const bench = historyBench({ log }, { waitUntil: (work) => held.push(work) })
    bench.triggers.register('orders', { name: 'placed', events: ['afterInsert'], actions: [warm] })
    await bench.database.create('orders', { id: 1 })
    expect(held.length).toBeGreaterThan(0)
    await Promise.all(held)
    expect(await log.connect(undefined as never).list({ limit: 10 })).toHaveLength(1)
  })

  it('wrong options and arguments are told of all at once', async () => {
    const wrong = { log: {}, keep: { sample: 2 }, retention: { completedMs: -1, deadMs: 1 }, store: 1 }
    const made = (): unknown => createTriggers({ executions: wrong as never })
    expect(made).toThrow(OptionsError)
    for (const path of [
      'executions.log',
      'executions.keep',
      'retention.completedMs',
      'retention.deadMs',
      'executions.store',
    ])
      expect(made).toThrow(path)
    expect(() => createTriggers({ executions: null as never })).toThrow('executions')
    expect(() => createTriggers({ executions: 'all' as never })).toThrow('executions')
    const bench = historyBench()
    const asked = bench.triggers.executions.list({ limit: 0, outcome: 'failled', before: 'x', kee: 1, key: 5 } as never)
    await expect(asked).rejects.toThrow(ArgumentError)
    for (const part of ['limit', '"failed"', 'before', 'did you mean "key"', 'key: expected'])
      await expect(asked).rejects.toThrow(part)
  })

  it('without the option, or an ORM, asking says what to do', async () => {
    const { triggers } = queueBench()
    for (const work of [
      () => triggers.executions.list(),
      async () => triggers.executions.purge(),
      () => triggers.executions.verify(),
    ])
      await expect(work()).rejects.toThrow('createTriggers({ executions:')
    const unconnected = createTriggers({ executions: { log: memoryExecutions() } })
    await expect(unconnected.executions.list()).rejects.toThrow(ExecutionsError)
    await unconnected.migrate()
    await unconnected.close()
  })

  it('is kept in the first database that has a place for it', async () => {
    const log = memoryExecutions()
    const refusal = new ExecutionsError({ code: 'EXECUTIONS_PORT', message: 'not here' })
    let refuses = true
    const picky = {
      ...log,
      connect: (port: never) => {
        if (refuses) throw refusal
        return log.connect(port)
      },
    }
    const triggers = createTriggers({ executions: { log: picky as never } })
    const tables = (): MemoryDatabase => new MemoryDatabase({ tables: [defineTable('orders', { id: 'integer' })] })
    tables().connect(triggers)
    await expect(triggers.executions.list()).rejects.toBe(refusal)
    await expect(triggers.migrate()).rejects.toBe(refusal)
    refuses = false
    tables().connect(triggers)
    await expect(triggers.executions.list()).resolves.toEqual({ executions: [] })
  })
})
