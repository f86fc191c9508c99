import { describe, expect, it, vi } from 'vitest'
import { StoreError } from '../errors/store-error.ts'
import { memoryStore } from '../store/memory-store.ts'
import type { NewDefinition } from '../store/stored-definition.ts'
import type { StoreWatcher, TriggerStore } from '../store/trigger-store.ts'
import { createTriggers, type Triggers } from './triggers.ts'

const scope = { product: 'shop', database: 'orders-db' }
const definition: NewDefinition = {
  tag: 'audit',
  name: 'Audit',
  tables: ['orders'],
  events: ['afterInsert'],
  actions: [{ type: 'log.info', config: { message: '{{record.id}}' } }],
}

const engine = (store: TriggerStore = memoryStore(), onError = vi.fn()): Triggers =>
  createTriggers({ store, ...scope, onError })

describe('history', () => {
  it('has every version, the newest first, with who, why, when and what it changed', async () => {
    const triggers = engine()
    await triggers.create(definition, { by: 'ann', reason: 'for the auditors' })
    await triggers.update({ tag: 'audit', priority: 5, name: 'Audit of orders' }, { by: 'bob' })
    await triggers.delete('audit', { reason: 'not needed' })
    const history = await triggers.history('audit')
    const at = expect.any(String)
    const first = { ...definition }
    const second = { ...definition, name: 'Audit of orders', priority: 5 }
    expect(history).toEqual([
      {
        ...{ tag: 'audit', version: 3, operation: 'delete', at, reason: 'not needed' },
        changes: [{ path: '', before: second }],
      },
      {
        ...{ tag: 'audit', version: 2, operation: 'update', at, by: 'bob', definition: second },
        changes: [
          { path: 'name', before: 'Audit', after: 'Audit of orders' },
          { path: 'priority', after: 5 },
        ],
      },
      {
        ...{ tag: 'audit', version: 1, operation: 'create', at, by: 'ann', reason: 'for the auditors' },
        definition: first,
        changes: [{ path: '', after: first }],
      },
    ])
    expect(await triggers.history('other')).toEqual([])
    expect(await triggers.history('audit', { limit: 1, before: 3 })).toEqual([history[1]])
  })

  it('names the user that withContext was given, unless somebody is named', async () => {
    const triggers = engine()
    await triggers.withContext({ user: { id: 7, email: 'ann@example.com' } }, () => triggers.create(definition))
    await triggers.withContext({ user: { id: 7 } }, () => triggers.update({ tag: 'audit', priority: 1 }))
    await triggers.withContext({ user: { id: 7 } }, () => triggers.delete('audit', { by: 'the robot' }))
    expect((await triggers.history('audit')).map(({ by }) => by)).toEqual(['the robot', '7', 'ann@example.com'])
  })

  it('reports everything that is wrong with the arguments, and stores nothing', async () => {
    const triggers = engine()
    await triggers.create(definition)
    const note = { by: '', reason: 'x'.repeat(2_001) }
    const problems = /by: expected a non-empty string[\s\S]*reason: has 2001 characters, at most 2000/
    await expect(triggers.create({ ...definition, tag: 'other' }, note)).rejects.toThrow(problems)
    await expect(triggers.update({ tag: 'audit', priority: 1 }, note)).rejects.toThrow(problems)
    await expect(triggers.update({ tag: 'audit' }, 'ann' as never)).rejects.toThrow(/an object \{ by, reason \}/)
    await expect(triggers.revert('', 0, {})).rejects.toThrow(/tag: [\s\S]*version: /)
    await expect(triggers.revert('audit', 1, note)).rejects.toThrow(problems)
    await expect(triggers.history('', { limit: 0, before: 0.5 })).rejects.toThrow(/tag: [\s\S]*limit: [\s\S]*before: /)
    await expect(triggers.delete('', { version: -1 })).rejects.toThrow(/tag: [\s\S]*version: /)
    expect(await triggers.history('audit')).toHaveLength(1)
    expect(await triggers.fetch('other')).toBeUndefined()
  })

  it('lets a stale deletion be a conflict', async () => {
    const triggers = engine()
    const { version } = await triggers.create(definition)
    await triggers.update({ tag: 'audit', priority: 1 })
    await expect(triggers.delete('audit', { version })).rejects.toMatchObject({ code: 'STORE_CONFLICT', found: 2 })
    expect(await triggers.delete('audit', { version: 2 })).toBe(true)
  })
})

describe('revert', () => {
  it('stores an earlier version as the newest one, and says so', async () => {
    const triggers = engine()
    await triggers.create(definition)
    await triggers.update({ tag: 'audit', priority: 5, envs: ['prd'] })
    const reverted = await triggers.revert('audit', 1, { by: 'ann' })
    expect(reverted).toMatchObject({ ...definition, version: 3 })
    expect(reverted).not.toHaveProperty('envs')
    const [newest] = await triggers.history('audit')
    expect(newest).toMatchObject({ version: 3, by: 'ann', reason: 'Revert to version 1' })
  })

  it('brings back what was deleted', async () => {
    const triggers = engine()
    await triggers.create(definition)
    await triggers.delete('audit')
    expect(await triggers.revert('audit', 1, { reason: 'by mistake' })).toMatchObject({ version: 3, name: 'Audit' })
    expect((await triggers.history('audit')).map(({ reason }) => reason)).toEqual(['by mistake', undefined, undefined])
  })

  it('refuses a version that is not there, or is the deletion', async () => {
    const triggers = engine()
    await expect(triggers.revert('audit', 1)).rejects.toMatchObject({ code: 'TRIGGER_NOT_FOUND' })
    await triggers.create(definition)
    await triggers.delete('audit')
    await expect(triggers.revert('audit', 9)).rejects.toThrow(/no version 9 of "audit"; the newest is 2/)
    await expect(triggers.revert('audit', 2)).rejects.toThrow(/Version 2 is the deletion of "audit"/)
    expect(await triggers.fetch('audit')).toBeUndefined()
  })

  it('says of a version that this program cannot read that it cannot', async () => {
    const store = memoryStore()
    const triggers = engine(store)
    await triggers.create(definition)
    await triggers.update({ tag: 'audit', priority: 1 })
    const at = new Date().toISOString()
    const unread = { tag: 'audit', version: 1, operation: 'create', at } as const
    vi.spyOn(store, 'history').mockResolvedValueOnce([unread])
    await expect(triggers.revert('audit', 1)).rejects.toThrow(/Version 1 of "audit" cannot be read by this program/)
    expect(await triggers.fetch('audit')).toMatchObject({ version: 2 })
  })

  it('checks what was right when it was stored', async () => {
    const store = memoryStore()
    const triggers = engine(store)
    await store.create(scope, 'audit', { ...definition, events: ['afterInsrt'] })
    await triggers.update({ tag: 'audit', events: ['afterInsert'] })
    await expect(triggers.revert('audit', 1)).rejects.toMatchObject({ code: 'TRIGGER_DEFINITION' })
    expect(await triggers.fetch('audit')).toMatchObject({ version: 2 })
  })

  it('does not go over what somebody stores meanwhile', async () => {
    const store = memoryStore()
    const triggers = engine(store)
    await triggers.create(definition)
    await triggers.update({ tag: 'audit', priority: 1 })
    const update = store.update.bind(store)
    vi.spyOn(store, 'update').mockImplementationOnce(async (of, tag, given, change) => {
      await update(of, tag, { ...definition, priority: 2 } as never)
      return update(of, tag, given, change)
    })
    await expect(triggers.revert('audit', 1)).rejects.toMatchObject({ code: 'STORE_CONFLICT', expected: 2, found: 3 })
  })
})

describe('what cannot be read', () => {
  const problem = new StoreError({ code: 'STORE_UNREADABLE', message: 'triggers/audit.yaml:3: broken' })

  function broken(): TriggerStore {
    const store = memoryStore()
    const fetchAll = store.fetchAll.bind(store)
    const unreadable = { tag: 'broken', version: 0, problem }
    return Object.assign(store, { fetchAll: async (of: typeof scope) => [unreadable, ...(await fetchAll(of))] })
  }

  it('is skipped by load and left out by fetchAll, told of each time, and hides nothing else', async () => {
    const onError = vi.fn()
    const triggers = engine(broken(), onError)
    await triggers.create(definition)
    const { loaded, skipped } = await triggers.load()
    expect(loaded.map(({ tag }) => tag)).toEqual(['audit'])
    expect(skipped).toMatchObject([{ tag: 'broken', version: 0, error: { cause: problem } }])
    expect(onError.mock.calls).toMatchObject([[{ code: 'STORED_TRIGGER_INVALID' }, undefined, { tag: 'broken' }]])
    expect((onError.mock.calls[0]![0] as Error).message).toContain('triggers/audit.yaml:3: broken')
    expect((await triggers.fetchAll()).map(({ tag }) => tag)).toEqual(['audit'])
    expect(onError.mock.calls[1]).toMatchObject([problem, undefined, { tag: 'broken' }])
  })
})

describe('a store that is down', () => {
  it('keeps the last good set, says so once, and is read again until it answers', async () => {
    const store = memoryStore()
    const onError = vi.fn()
    const triggers = engine(store, onError)
    await triggers.create(definition)
    await triggers.load({ watch: true })
    const down = vi.spyOn(store, 'fetchAll').mockRejectedValue(new Error('unreachable'))
    await store.create(scope, 'second', { ...definition, tag: 'second' } as never)
    await vi.waitFor(() => expect(down.mock.calls.length).toBeGreaterThan(1), { timeout: 5_000 })
    expect(onError).toHaveBeenCalledOnce()
    expect(triggers.getTriggersForEvent('orders', 'afterInsert')).toHaveLength(1)
    expect(triggers.check()[0]).toMatchObject({ severity: 'warning', code: 'STORE_STALE' })
    down.mockRestore()
    const isBack = (): void => expect(triggers.getTriggersForEvent('orders', 'afterInsert')).toHaveLength(2)
    await vi.waitFor(isBack, { timeout: 10_000 })
    expect(triggers.check().map(({ code }) => code)).not.toContain('STORE_STALE')
    expect(onError).toHaveBeenCalledOnce()
    await triggers.close()
  })

  it('is told of by what cannot tell of changes any more', async () => {
    const store = memoryStore()
    const onError = vi.fn()
    let watcher: StoreWatcher | undefined
    vi.spyOn(store as Required<TriggerStore>, 'watch').mockImplementation(async (_scope, given) => {
      watcher = given
      return async () => undefined
    })
    const triggers = engine(store, onError)
    await triggers.load({ watch: true })
    const lost = new StoreError({ code: 'STORE_UNREACHABLE', message: 'The connection is lost' })
    watcher!.failed(lost)
    watcher!.failed(lost)
    expect(onError.mock.calls).toEqual([[lost, undefined, expect.objectContaining({ name: '*' })]])
    expect(triggers.check()[0]).toMatchObject({ code: 'STORE_STALE', message: expect.stringContaining('is lost') })
    await store.create(scope, 'audit', definition as never)
    watcher!.changed()
    await vi.waitFor(() => expect(triggers.check().map(({ code }) => code)).not.toContain('STORE_STALE'))
    expect(triggers.getTriggersForEvent('orders', 'afterInsert')).toHaveLength(1)
    await triggers.close()
  })

  it('is connected to the databases of the engine, made by migrate, and closed with the engine', async () => {
    const store = Object.assign(memoryStore(), { migrate: vi.fn(), close: vi.fn() })
    const triggers = engine(store)
    await triggers.migrate()
    expect(store.migrate).toHaveBeenCalledOnce()
    await triggers.close()
    expect(store.close).toHaveBeenCalledOnce()
  })
})
