import { describe, expect, it, vi } from 'vitest'
import { memoryStore } from '../store/memory-store.ts'
import type { NewDefinition } from '../store/stored-definition.ts'
import type { StoredEntry, TriggerStore } from '../store/trigger-store.ts'
import type { EngineOptions } from './engine-options.ts'
import { createTriggers, type Triggers } from './triggers.ts'

const scope = { product: 'shop', database: 'orders-db' }
const definition: NewDefinition = {
  tag: 'audit',
  name: 'Audit',
  tables: ['orders'],
  events: ['afterInsert'],
  actions: [{ type: 'log.info', config: { message: 'stored {{record.id}}' } }],
}

function engine(store: TriggerStore, options: EngineOptions = {}): Triggers {
  return createTriggers({ store, ...scope, ...options })
}

describe('load({ watch: true })', () => {
  const isActive = (triggers: Triggers): boolean => triggers.getTriggersForEvent('orders', 'afterInsert').length > 0

  it('loads again after each change, by whichever engine, until it closes', async () => {
    const store = memoryStore()
    const [writer, reader] = [engine(store), engine(store)]
    expect(await reader.load({ watch: true })).toEqual({ loaded: [], skipped: [] })
    await reader.load({ watch: true })
    await writer.create(definition)
    await vi.waitFor(() => expect(isActive(reader)).toBe(true))
    await writer.update({ tag: 'audit', enabled: false })
    await vi.waitFor(() => expect(isActive(reader)).toBe(false))
    expect(isActive(writer)).toBe(false)
    const fetchAll = vi.spyOn(store, 'fetchAll')
    await reader.close()
    await writer.update({ tag: 'audit', enabled: true })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(fetchAll).not.toHaveBeenCalled()
  })

  it('makes one load of many changes, and tells of one that failed', async () => {
    const store = memoryStore()
    const onError = vi.fn()
    const reader = engine(store, { onError })
    await reader.load({ watch: true })
    const fetchAll = vi.spyOn(store, 'fetchAll')
    for (const tag of ['a', 'b', 'c', 'd']) void store.create(scope, tag, { ...definition, tag })
    await vi.waitFor(() => expect(reader.getTriggersForEvent('orders', 'afterInsert')).toHaveLength(4))
    expect(fetchAll.mock.calls.length).toBeLessThan(3)
    fetchAll.mockRejectedValueOnce(new Error('unreachable'))
    await store.delete(scope, 'a')
    await vi.waitFor(() => expect(onError).toHaveBeenCalledOnce())
    expect(onError.mock.calls[0]).toMatchObject([{ code: 'STORE_RELOAD_FAILED' }, undefined, { name: '*' }])
    expect(reader.getTriggersForEvent('orders', 'afterInsert')).toHaveLength(4)
    await reader.close()
  })

  it('tells of a store that is silent, keeps what was loaded, and takes its answer when it comes', async () => {
    vi.useFakeTimers()
    try {
      const store = memoryStore()
      const onError = vi.fn()
      const reader = engine(store, { onError })
      await store.create(scope, 'audit', { ...definition })
      await reader.load()
      const { promise, resolve } = gate<StoredEntry[]>()
      vi.spyOn(store, 'fetchAll').mockReturnValueOnce(promise)
      const loading = reader.load()
      await vi.advanceTimersByTimeAsync(60_000)
      expect(onError).toHaveBeenCalledOnce()
      expect(onError.mock.calls[0]).toMatchObject([{ code: 'STORE_UNREACHABLE' }, undefined, { name: '*' }])
      expect(reader.check().map(({ code }) => code)).toContain('STORE_STALE')
      expect(isActive(reader)).toBe(true)
      resolve([])
      expect(await loading).toEqual({ loaded: [], skipped: [] })
      expect(reader.check().map(({ code }) => code)).not.toContain('STORE_STALE')
      expect(isActive(reader)).toBe(false)
    } finally {
      vi.useRealTimers()
    }
  })

  it.each([
    ['the end of a watch', () => Promise.resolve(() => new Promise<void>(() => undefined))],
    ['the beginning of one', () => new Promise<() => Promise<void>>(() => undefined)],
  ])('does not keep the engine from closing where %s hangs with the store', async (_name, watch) => {
    vi.useFakeTimers()
    try {
      const triggers = engine(Object.assign(memoryStore(), { watch }))
      void triggers.load({ watch: true })
      await vi.advanceTimersByTimeAsync(0)
      const closing = triggers.close({ timeoutMs: 100 })
      await vi.advanceTimersByTimeAsync(60_000)
      expect(await Promise.race([closing, 'hangs'])).toEqual({ drained: true })
    } finally {
      vi.useRealTimers()
    }
  })

  it('needs a store that can be watched, and may be tried again', async () => {
    const { create, update, fetch, delete: remove, history } = memoryStore()
    const unwatched = { create, update, fetch, fetchAll: async () => [], delete: remove, history }
    await expect(engine(unwatched).load({ watch: true })).rejects.toMatchObject({ code: 'STORE_WATCH_MISSING' })
    const store = memoryStore() as Required<TriggerStore>
    vi.spyOn(store, 'watch').mockRejectedValueOnce(new Error('unreachable'))
    const triggers = engine(store)
    await expect(triggers.load({ watch: true })).rejects.toThrow('unreachable')
    await triggers.load({ watch: true })
    await triggers.close()
    await expect(triggers.load({ watch: true })).rejects.toMatchObject({ code: 'ENGINE_CLOSED' })
  })
})

function gate<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void
  const promise = new Promise<T>((open) => (resolve = open))
  return { promise, resolve }
}
