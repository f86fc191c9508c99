import { beforeEach, describe, expect, it, vi } from 'vitest'
import { StoreConflictError } from '../errors/store-conflict-error.ts'
import { TriggerExistsError } from '../errors/trigger-exists-error.ts'
import { TriggerNotFoundError } from '../errors/trigger-not-found-error.ts'
import type { TriggerStore } from './trigger-store.ts'

const scope = { product: 'shop', database: 'orders-db' }
const definition = {
  tag: 'audit',
  name: 'Audit',
  tables: ['orders'],
  events: ['afterInsert'],
  actions: [{ type: 'log.info', message: '{{record.id}} 🛒', data: { deep: [1, 2.5, null, true, 'x'] } }],
}
const other = { ...definition, name: 'Audit, again' }

export interface TriggerStoreHarness {
  /** An empty store for each test. */
  makeStore: () => TriggerStore | Promise<TriggerStore>
  /** Whether it has `watch`. */
  watches: boolean
}

/** What every store has to do. */
export function runTriggerStoreSuite(name: string, { makeStore, watches }: TriggerStoreHarness): void {
  describe(`${name}: a trigger store`, () => {
    let store: TriggerStore
    beforeEach(async () => {
      store = await makeStore()
    })

    it('gives back what was created, as version 1 with its times', async () => {
      const began = Date.now()
      const created = await store.create(scope, 'audit', definition)
      expect(created).toEqual({
        tag: 'audit',
        version: 1,
        definition,
        createdAt: created.createdAt,
        updatedAt: created.createdAt,
      })
      expect(new Date(created.createdAt).toISOString()).toBe(created.createdAt)
      expect(Math.abs(Date.parse(created.createdAt) - began)).toBeLessThan(60_000)
      expect(await store.fetch(scope, 'audit')).toEqual(created)
    })

    it('refuses a tag that is there already, and leaves it alone', async () => {
      await store.create(scope, 'audit', definition)
      const again = await store.create(scope, 'audit', other).catch((error: unknown) => error)
      expect(TriggerExistsError.isInstance(again)).toBe(true)
      expect(again).toMatchObject({
        code: 'TRIGGER_EXISTS',
        tag: 'audit',
        message: expect.stringContaining('orders-db'),
      })
      expect(await store.fetch(scope, 'audit')).toMatchObject({ version: 1, definition })
    })

    it('lets one of two simultaneous creations win', async () => {
      const results = await Promise.allSettled([
        store.create(scope, 'audit', definition),
        store.create(scope, 'audit', other),
      ])
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect(await store.fetchAll(scope)).toHaveLength(1)
    })

    it('counts versions up and keeps the time of creation', async () => {
      const { createdAt } = await store.create(scope, 'audit', definition)
      const updated = await store.update(scope, 'audit', other)
      expect(updated).toMatchObject({ version: 2, definition: other, createdAt })
      expect(Date.parse(updated.updatedAt)).toBeGreaterThanOrEqual(Date.parse(createdAt))
      expect(await store.update(scope, 'audit', definition)).toMatchObject({ version: 3, definition })
      expect(await store.fetch(scope, 'audit')).toMatchObject({ version: 3, definition })
    })

    it('updates the version that is expected, and refuses a stale one with both versions', async () => {
      await store.create(scope, 'audit', definition)
      expect(await store.update(scope, 'audit', other, 1)).toMatchObject({ version: 2 })
      const stale = await store.update(scope, 'audit', definition, 1).catch((error: unknown) => error)
      expect(StoreConflictError.isInstance(stale)).toBe(true)
      expect(stale).toMatchObject({ code: 'STORE_CONFLICT', tag: 'audit', expected: 1, found: 2 })
      expect(await store.fetch(scope, 'audit')).toMatchObject({ version: 2, definition: other })
    })

    it('lets one of many simultaneous updates of one version win', async () => {
      await store.create(scope, 'audit', definition)
      const updates = Array.from({ length: 8 }, (_, index) =>
        store.update(scope, 'audit', { ...definition, name: `by ${index}` }, 1),
      )
      const results = await Promise.allSettled(updates)
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect(await store.fetch(scope, 'audit')).toMatchObject({ version: 2 })
    })

    it('loses no version number to simultaneous updates that name none', async () => {
      await store.create(scope, 'audit', definition)
      const updates = await Promise.all(Array.from({ length: 8 }, () => store.update(scope, 'audit', other)))
      expect(updates.map(({ version }) => version).sort()).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
    })

    it('refuses the update of a tag that is not there', async () => {
      for (const version of [undefined, 1]) {
        const missing = await store.update(scope, 'audit', definition, version).catch((error: unknown) => error)
        expect(TriggerNotFoundError.isInstance(missing)).toBe(true)
        expect(missing).toMatchObject({ code: 'TRIGGER_NOT_FOUND', tag: 'audit' })
      }
      expect(await store.fetchAll(scope)).toEqual([])
    })

    it('has nothing for a tag that is not there', async () => {
      expect(await store.fetch(scope, 'audit')).toBeUndefined()
      expect(await store.fetchAll(scope)).toEqual([])
      expect(await store.delete(scope, 'audit')).toBe(false)
    })

    it('deletes, and begins again at version 1', async () => {
      await store.create(scope, 'audit', definition)
      await store.update(scope, 'audit', other)
      expect(await store.delete(scope, 'audit')).toBe(true)
      expect(await store.delete(scope, 'audit')).toBe(false)
      expect(await store.fetch(scope, 'audit')).toBeUndefined()
      expect(await store.create(scope, 'audit', definition)).toMatchObject({ version: 1 })
    })

    it('R37 keeps products and databases apart, whatever their names', async () => {
      const scopes = [
        scope,
        { product: 'shop', database: 'users-db' },
        { product: 'other', database: 'orders-db' },
        { product: 'shop/orders-db', database: '' },
        { product: 'shop', database: '../orders-db' },
        { product: '', database: 'shop:orders-db' },
        { product: '__proto__', database: 'constructor' },
      ]
      for (const [index, each] of scopes.entries())
        await store.create(each, 'audit', { ...definition, name: `number ${index}` })
      for (const [index, each] of scopes.entries()) {
        expect(await store.fetchAll(each)).toMatchObject([{ definition: { name: `number ${index}` } }])
      }
      await store.delete(scope, 'audit')
      expect(await store.fetchAll(scope)).toEqual([])
      expect(await store.fetchAll(scopes[1]!)).toHaveLength(1)
    })

    it('takes any text as a tag', async () => {
      const tags = [
        'a',
        'A',
        'a b',
        '../a',
        'a/b',
        'a:b',
        '*',
        'ä🛒',
        '__proto__',
        'constructor',
        "a'b",
        '%',
        'x'.repeat(200),
      ]
      for (const tag of tags) await store.create(scope, tag, { ...definition, tag })
      for (const tag of tags) expect(await store.fetch(scope, tag)).toMatchObject({ tag, definition: { tag } })
      expect((await store.fetchAll(scope)).map(({ tag }) => tag).sort()).toEqual([...tags].sort())
      expect(await store.delete(scope, '*')).toBe(true)
      expect(await store.fetchAll(scope)).toHaveLength(tags.length - 1)
    })

    it('hands out copies', async () => {
      const given = structuredClone(definition)
      const created = await store.create(scope, 'audit', given)
      given.name = 'changed'
      given.actions[0]!.data.deep.push('changed')
      ;(created.definition as { name: string }).name = 'changed'
      const fetched = (await store.fetch(scope, 'audit'))!
      expect(fetched.definition).toEqual(definition)
      ;(fetched.definition.tables as string[]).push('changed')
      expect((await store.fetchAll(scope))[0]!.definition).toEqual(definition)
    })

    if (watches)
      it('tells who watches of every change in the scope, until the watch ends', async () => {
        const heard = vi.fn()
        const end = await store.watch!(scope, heard)
        const hears = async (change: () => Promise<unknown>): Promise<void> => {
          heard.mockClear()
          await change()
          await vi.waitFor(() => expect(heard).toHaveBeenCalled(), { timeout: 1_000 })
        }
        await hears(() => store.create(scope, 'audit', definition))
        await hears(() => store.update(scope, 'audit', other))
        await hears(() => store.delete(scope, 'audit'))
        await end()
        heard.mockClear()
        await store.create(scope, 'audit', definition)
        await new Promise((resolve) => setTimeout(resolve, 50))
        expect(heard).not.toHaveBeenCalled()
      })
    else
      it('has no `watch`, as it says', () => {
        expect(store.watch).toBeUndefined()
      })
  })
}
