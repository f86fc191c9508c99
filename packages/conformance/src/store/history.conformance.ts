import { describe, expect, it } from 'vitest'
import { another, definition, named, type StoreCase, scope } from './store-case.ts'

/** Nothing that was ever stored is lost. */
export function historyConformance(subject: StoreCase): void {
  describe('history', () => {
    it('has every change with who, why and when, the newest first', async () => {
      const { store, other } = subject
      await store.create(scope, 'audit', definition, { by: 'ann', reason: 'first' })
      await other.update(scope, 'audit', another, { by: 'bob', reason: 'a better "name"\n🛒' })
      await store.update(scope, 'audit', definition)
      await other.delete(scope, 'audit', { by: 'ann' })
      await store.create(scope, 'audit', another)
      const history = await other.history(scope, 'audit', { limit: 10 })
      expect(history).toEqual([
        { tag: 'audit', version: 5, operation: 'create', definition: another, at: history[0]!.at },
        { tag: 'audit', version: 4, operation: 'delete', at: history[1]!.at, by: 'ann' },
        { tag: 'audit', version: 3, operation: 'update', definition, at: history[2]!.at },
        {
          ...{ tag: 'audit', version: 2, operation: 'update', definition: another, at: history[3]!.at },
          ...{ by: 'bob', reason: 'a better "name"\n🛒' },
        },
        {
          ...{ tag: 'audit', version: 1, operation: 'create', definition, at: history[4]!.at },
          ...{ by: 'ann', reason: 'first' },
        },
      ])
      for (const { at } of history) expect(new Date(at).toISOString()).toBe(at)
    })

    it('is given in parts', async () => {
      const { store } = subject
      await store.create(scope, 'audit', definition)
      for (let index = 2; index <= 6; index++) await store.update(scope, 'audit', named(`${index}`))
      const versions = async (query: { limit: number; before?: number }): Promise<number[]> =>
        (await store.history(scope, 'audit', query)).map(({ version }) => version)
      expect(await versions({ limit: 2 })).toEqual([6, 5])
      expect(await versions({ limit: 2, before: 5 })).toEqual([4, 3])
      expect(await versions({ limit: 5, before: 3 })).toEqual([2, 1])
      expect(await versions({ limit: 5, before: 1 })).toEqual([])
      expect(await versions({ limit: 1, before: 100 })).toEqual([6])
    })

    it('is that of its own tag', async () => {
      const { store } = subject
      await store.create(scope, 'audit', definition)
      await store.create(scope, 'Audit', { ...named('other'), tag: 'Audit' })
      await store.create({ ...scope, product: 'else' }, 'audit', named('else'))
      expect(await store.history(scope, 'audit', { limit: 10 })).toMatchObject([{ version: 1, definition }])
      expect(await store.history(scope, 'Audit', { limit: 10 })).toMatchObject([{ definition: { name: 'other' } }])
    })
  })
}
