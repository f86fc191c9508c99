import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createTriggers,
  createWorker,
  type EngineOptions,
  type Execution,
  Trigger,
  type Triggers,
} from '@triggerkit/core'
import { ExecutionsError } from '@triggerkit/core/adapter'
import { ManualClock } from '@triggerkit/core/testing'
import { sqlExecutions, sqlOutbox } from '@triggerkit/sql'
import { triggers } from '@triggerkit/typeorm'
import { DataSource } from 'typeorm'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { CounterEntity, EntryEntity } from './fixture/entities.ts'

/** The history of executions, from TypeORM's calls to `triggers.executions.list`. */
describe('the history of executions on SQLite', () => {
  let folder: string
  const close: (() => Promise<unknown>)[] = []

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'triggerkit-'))
  })
  afterEach(async () => {
    for (const each of close.splice(0).reverse()) await each()
    await rm(folder, { recursive: true })
  })

  /** An engine of a process of its own, on the same file. */
  async function connect(options: EngineOptions = {}): Promise<{ engine: Triggers; dataSource: DataSource }> {
    const engine = createTriggers({
      outbox: sqlOutbox(),
      executions: { log: sqlExecutions() },
      onError: () => undefined,
      functions: { flaky, look: () => undefined },
      ...options,
    })
    const dataSource = await new DataSource({
      type: 'better-sqlite3',
      database: join(folder, 'database'),
      synchronize: true,
      entities: [EntryEntity, CounterEntity],
      subscribers: [triggers(engine)] as never,
    }).initialize()
    await engine.migrate()
    close.push(async () => {
      await engine.close()
      await dataSource.destroy()
    })
    return { engine, dataSource }
  }

  let failures = 0
  function flaky(): void {
    if (failures-- > 0) throw Object.assign(new Error('not yet'), { code: 'NOT_YET' })
  }
  const retry = { maxAttempts: 3, initialDelay: 0, maxDelay: 0 }
  const look = (name: string): ReturnType<typeof Trigger.custom> & { name: string } => ({
    ...Trigger.custom('look'),
    name,
  })

  const count = { ...Trigger.database.insert('Counter', { name: '{{record.text}}', value: 1 }), name: 'count' }
  const placed = {
    name: 'placed',
    events: ['afterInsert'] as const,
    actions: [
      count,
      look('sync'),
      { ...look('async'), timing: 'async' as const },
      { ...Trigger.custom('flaky'), name: 'queued', timing: 'queued' as const, retry },
    ],
  }

  const all = async (engine: Triggers): Promise<Execution[]> => {
    await engine.drain()
    return (await engine.executions.list({ limit: 1_000 })).executions.reverse()
  }
  const lines = async (engine: Triggers): Promise<string[]> =>
    (await all(engine)).map(({ action, phase, attempt, outcome }) => `${action} ${phase}#${attempt}: ${outcome}`)

  test('has sync, async and queued actions, also those that another engine worked, with every attempt', async () => {
    failures = 2
    const [app, other] = [await connect(), await connect()]
    app.engine.register('Entry', { ...placed, events: [...placed.events] })
    const keep = { ...Trigger.database.insert('Counter', { name: 'job {{record.id}}', value: 1 }), name: 'keep' }
    app.engine.register('Entry', { name: 'later', events: ['afterInsert'], actions: [{ ...keep, timing: 'queued' }] })
    const { id } = await app.dataSource.manager.save(EntryEntity, { text: 'a' })
    for (let times = 0; times < 3; times++) await createWorker(other.engine).runOnce()
    await other.engine.drain()
    expect((await lines(app.engine)).sort()).toEqual([
      'async commit#1: completed',
      'count transaction#1: completed',
      'keep job#1: completed',
      'queued job#1: retried',
      'queued job#2: retried',
      'queued job#3: completed',
      'sync commit#1: completed',
    ])
    const executions = await all(other.engine)
    expect(new Set(executions.map(({ key }) => key))).toEqual(new Set([String(id)]))
    const queued = executions.filter(({ action }) => action === 'queued')
    const [job] = (await app.engine.jobs.list({ trigger: 'placed' })).jobs
    expect(queued.map((each) => each.job)).toEqual([job!.id, job!.id, job!.id])
    expect(queued[0]).toMatchObject({ error: { name: 'Error', code: 'NOT_YET', message: 'not yet' }, timing: 'queued' })
    expect(executions.map(({ id: each }) => each)).toEqual(executions.map(({ id: each }) => each).sort())
    expect((await app.engine.executions.list({ outcome: 'retried', key: String(id) })).executions).toHaveLength(2)
  })

  test('R7 what ran in a transaction, or a savepoint, that was rolled back is told of as such, and is kept', async () => {
    const { engine, dataSource } = await connect()
    engine.register('Entry', { name: 'placed', events: ['afterInsert'], actions: [count, look('sync')] })
    const undone = dataSource.transaction(async (manager) => {
      await manager.save(EntryEntity, { text: 'undone' })
      throw new Error('no')
    })
    await expect(undone).rejects.toThrow('no')
    expect(await lines(engine)).toEqual(['count transaction#1: rolled-back'])
    await dataSource.transaction(async (manager) => {
      await manager.save(EntryEntity, { text: 'kept' })
      const inner = manager.transaction(async (nested) => {
        await nested.save(EntryEntity, { text: 'undone too' })
        throw new Error('inner')
      })
      await expect(inner).rejects.toThrow('inner')
    })
    expect((await lines(engine)).slice(1)).toEqual([
      'count transaction#1: completed',
      'count transaction#1: rolled-back',
      'sync commit#1: completed',
    ])
    // The action's row is there already: it fails, and takes the write along.
    await expect(dataSource.manager.save(EntryEntity, { text: 'kept' })).rejects.toThrow()
    expect((await lines(engine)).at(-1)).toBe('count transaction#1: failed')
    expect(await dataSource.manager.count(EntryEntity)).toBe(1)
  })

  test('R21 no trigger fires by it, and nothing of it is in the transaction of a write', async () => {
    const { engine, dataSource } = await connect()
    engine.register('*', { name: 'every', events: ['afterWrite'], actions: [look('sync')] })
    await dataSource.transaction(async (manager) => {
      await manager.save(EntryEntity, { text: 'a' })
    })
    await dataSource
      .transaction(async (manager) => {
        await manager.save(EntryEntity, { text: 'b' })
        // Longer than rows wait for one another: they are appended beside this transaction, and wait for it on SQLite.
        await new Promise((resolve) => setTimeout(resolve, 700))
        throw new Error('no')
      })
      .catch(() => undefined)
    expect(await lines(engine)).toEqual(['sync commit#1: completed'])
  })

  test('R8 a drain inside a transaction that holds the only connection gives up on the history', {
    timeout: 20_000,
  }, async () => {
    const { engine, dataSource } = await connect()
    engine.register('Entry', { name: 'placed', events: ['afterInsert'], actions: [look('sync')] })
    await dataSource.manager.save(EntryEntity, { text: 'a' })
    await dataSource.transaction(async (manager) => {
      await manager.save(EntryEntity, { text: 'b' })
      await engine.drain()
    })
    expect(await lines(engine)).toEqual(['sync commit#1: completed', 'sync commit#1: completed'])
  })

  test('keeps a part of what did not fail, by the clock’s chance, or failures alone', async () => {
    for (const [keep, chance, kept] of [
      ['failures', 0, ['failing commit#1: failed']],
      [{ sample: 0.5 }, 0.5, ['failing commit#1: failed']],
      [{ sample: 0.5 }, 0.4, ['sync commit#1: completed', 'failing commit#1: failed']],
    ] as const) {
      const clock = new ManualClock('2030-01-01T00:00:00Z')
      clock.chance = chance
      const { engine, dataSource } = await connect({ clock, executions: { log: sqlExecutions(), keep } })
      const failing = { ...Trigger.custom(() => Promise.reject(new Error('down'))), name: 'failing' }
      engine.register('Entry', { name: 'placed', events: ['afterInsert'], actions: [look('sync'), failing] })
      await dataSource.manager.save(EntryEntity, { text: 'a' })
      expect(await lines(engine)).toEqual(kept)
      for (const { at } of await all(engine)) expect(at).toBe('2030-01-01T00:00:00.000Z')
      await clock.advance(31 * 86_400_000)
      expect(await engine.executions.purge()).toBe(kept.length)
    }
  })

  test('R44 where the table is missing, writes go on, it is told of once, and what waited is kept when it is there', async () => {
    const errors: Error[] = []
    const { engine, dataSource } = await connect({ onError: (error) => errors.push(error) })
    await dataSource.query('DROP TABLE triggerkit_executions')
    await dataSource.query('DELETE FROM triggerkit_schema WHERE version >= 3')
    await expect(engine.executions.verify()).rejects.toSatisfy(
      (error) => ExecutionsError.isInstance(error) && error.code === 'EXECUTIONS_MISSING',
    )
    engine.register('Entry', { name: 'placed', events: ['afterInsert'], actions: [look('sync')] })
    for (const text of ['a', 'b', 'c']) {
      await dataSource.manager.save(EntryEntity, { text })
      await engine.drain()
    }
    expect(errors).toEqual([expect.objectContaining({ code: 'EXECUTIONS_UNKEPT' })])
    expect(errors[0]!.message).toContain('await triggers.migrate()')
    await engine.migrate()
    await vi.waitFor(async () => expect(await lines(engine)).toHaveLength(3))
  })

  test('stays as large as its retention asks for, however much runs', { timeout: 60_000 }, async () => {
    const clock = new ManualClock(0)
    const retention = { completedMs: 5_000, failedMs: 5_000 }
    const { engine, dataSource } = await connect({ clock, executions: { log: sqlExecutions(), retention } })
    engine.register('Entry', { name: 'placed', events: ['afterInsert'], actions: [look('sync')] })
    const sizes: number[] = []
    for (let round = 0; round < 20; round++) {
      await dataSource.manager.insert(
        EntryEntity,
        Array.from({ length: 200 }, (_, index) => ({ text: `${index}` })),
      )
      await engine.drain()
      await dataSource.manager.clear(EntryEntity)
      await clock.advance(1_000)
      await engine.executions.purge()
      const [row] = (await dataSource.query('SELECT count(*) AS count FROM triggerkit_executions')) as {
        count: number
      }[]
      sizes.push(Number(row!.count))
    }
    expect(Math.max(...sizes)).toBe(1_000)
    expect(sizes.at(-1)).toBe(1_000)
    expect(engine.executions.dropped).toBe(0)
  })
})
