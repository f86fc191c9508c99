import { StoreConflictError } from '@triggerkit/core'
import { describe, expect, it } from 'vitest'
import { another, caught, definition, named, type StoreCase, scope } from './store-case.ts'

/** Versions count up without a gap, and one of those who name the same one wins. */
export function versionsConformance(subject: StoreCase): void {
  describe('versions', () => {
    it('counts them up and keeps the time of creation', async () => {
      const { store, other } = subject
      const { createdAt } = await store.create(scope, 'audit', definition)
      const updated = await other.update(scope, 'audit', another)
      expect(updated).toMatchObject({ version: 2, definition: another, createdAt })
      expect(Date.parse(updated.updatedAt)).toBeGreaterThanOrEqual(Date.parse(createdAt))
      expect(await store.update(scope, 'audit', definition)).toMatchObject({ version: 3, definition })
      expect(await other.fetch(scope, 'audit')).toMatchObject({ version: 3, definition, createdAt })
    })

    it('updates the version that is expected, and refuses a stale one with both versions', async () => {
      const { store, other } = subject
      await store.create(scope, 'audit', definition)
      expect(await store.update(scope, 'audit', another, { expectedVersion: 1 })).toMatchObject({ version: 2 })
      const stale = await caught(other.update(scope, 'audit', definition, { expectedVersion: 1 }))
      expect(StoreConflictError.isInstance(stale)).toBe(true)
      expect(stale).toMatchObject({ code: 'STORE_CONFLICT', tag: 'audit', expected: 1, found: 2 })
      expect(await store.fetch(scope, 'audit')).toMatchObject({ version: 2, definition: another })
      expect(await store.history(scope, 'audit', { limit: 10 })).toHaveLength(2)
    })

    it('deletes the version that is expected, and refuses a stale one', async () => {
      const { store, other } = subject
      await store.create(scope, 'audit', definition)
      await store.update(scope, 'audit', another)
      const stale = await caught(other.delete(scope, 'audit', { expectedVersion: 1 }))
      expect(stale).toMatchObject({ code: 'STORE_CONFLICT', tag: 'audit', expected: 1, found: 2 })
      expect(await store.fetch(scope, 'audit')).toMatchObject({ version: 2 })
      expect(await other.delete(scope, 'audit', { expectedVersion: 2 })).toBe(true)
      expect(await store.fetch(scope, 'audit')).toBeUndefined()
    })

    it('goes on counting where a deleted tag is created again', async () => {
      const { store, other } = subject
      const first = await store.create(scope, 'audit', definition)
      await store.update(scope, 'audit', another)
      await store.delete(scope, 'audit')
      const again = await other.create(scope, 'audit', definition)
      expect(again).toMatchObject({ version: 4, definition, createdAt: again.updatedAt })
      expect(Date.parse(again.createdAt)).toBeGreaterThanOrEqual(Date.parse(first.createdAt))
      expect(await caught(store.update(scope, 'audit', another, { expectedVersion: 2 }))).toMatchObject({ found: 4 })
    })

    it('lets one of many simultaneous creations win, also after a deletion', async () => {
      const { store, other } = subject
      const winners = async (): Promise<number> => {
        const creations = Array.from({ length: 8 }, (_, index) =>
          (index % 2 ? store : other).create(scope, 'audit', named(`by ${index}`)),
        )
        const results = await Promise.allSettled(creations)
        for (const result of results)
          if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'TRIGGER_EXISTS' })
        return results.filter(({ status }) => status === 'fulfilled').length
      }
      expect(await winners()).toBe(1)
      expect(await store.fetchAll(scope)).toHaveLength(1)
      await store.delete(scope, 'audit')
      expect(await winners()).toBe(1)
      expect(await store.fetch(scope, 'audit')).toMatchObject({ version: 3 })
    })

    it('lets one of many simultaneous changes of one version win', async () => {
      const { store, other } = subject
      await store.create(scope, 'audit', definition)
      const changes = Array.from({ length: 8 }, (_, index) => {
        const by = index % 2 ? store : other
        if (index === 3) return by.delete(scope, 'audit', { expectedVersion: 1 })
        return by.update(scope, 'audit', named(`by ${index}`), { expectedVersion: 1 })
      })
      const results = await Promise.allSettled(changes)
      const won = results.filter((result) => result.status === 'fulfilled' && result.value !== false)
      expect(won).toHaveLength(1)
      expect(await store.history(scope, 'audit', { limit: 10 })).toHaveLength(2)
    })

    it('loses no version number to simultaneous updates that name none', async () => {
      const { store, other } = subject
      await store.create(scope, 'audit', definition)
      const updates = await Promise.all(
        Array.from({ length: 12 }, (_, index) => (index % 2 ? store : other).update(scope, 'audit', named(`${index}`))),
      )
      const versions = updates.map(({ version }) => version).sort((a, b) => a - b)
      expect(versions).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13])
      const history = await store.history(scope, 'audit', { limit: 100 })
      expect(history.map(({ version }) => version)).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
      for (const { version, definition } of updates)
        expect(history.find((each) => each.version === version)?.definition).toEqual(definition)
    })
  })
}
