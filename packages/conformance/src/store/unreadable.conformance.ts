import { isUnreadable } from '@triggerkit/core/adapter'
import { describe, expect, it } from 'vitest'
import { caught, definition, type StoreCase, scope } from './store-case.ts'

/** What cannot be read hides nothing else. */
export function unreadableConformance(subject: StoreCase): void {
  describe('what cannot be read', () => {
    it('is told of by its tag beside all the rest, and a new definition mends it', async () => {
      const { bench, store } = subject
      await store.create(scope, 'audit', definition)
      await store.create(scope, 'welcome', { ...definition, tag: 'welcome' })
      const told = await bench.spoil!(scope, 'audit')
      const entries = await store.fetchAll(scope)
      expect(entries.filter((entry) => !isUnreadable(entry)).map(({ tag }) => tag)).toEqual(['welcome'])
      const [broken] = entries.filter(isUnreadable)
      expect(broken?.tag).toBe('audit')
      expect(broken?.problem).toMatchObject({ code: 'STORE_UNREADABLE', message: expect.stringMatching(told) })
      expect(await caught(store.fetch(scope, 'audit'))).toMatchObject({ code: 'STORE_UNREADABLE' })
      expect(await store.update(scope, 'audit', definition)).toMatchObject({ definition })
      expect(await store.fetch(scope, 'audit')).toMatchObject({ definition })
      expect((await store.fetchAll(scope)).some(isUnreadable)).toBe(false)
    })
  })
}
