import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { another, definition, type StoreCase, scope } from './store-case.ts'

/** Who watches hears of what any process changes. */
export function watchConformance(subject: StoreCase, watches: boolean): void {
  describe('watch', () => {
    if (!watches) {
      it('has none, as it says', () => {
        expect(subject.store.watch).toBeUndefined()
      })
      return
    }

    it('tells of every change in the scope, by whichever process, until it ends', async () => {
      const { store, other } = subject
      const changed = vi.fn()
      const failed = vi.fn()
      const end = await store.watch!(scope, { changed, failed })
      const hears = async (change: () => Promise<unknown>): Promise<void> => {
        changed.mockClear()
        await change()
        await vi.waitFor(() => expect(changed).toHaveBeenCalled(), { timeout: 5_000 })
      }
      await hears(() => other.create(scope, 'audit', definition))
      await hears(() => store.update(scope, 'audit', another))
      await hears(() => other.update(scope, 'audit', definition))
      await hears(() => other.delete(scope, 'audit'))
      await hears(() => other.create(scope, 'audit', definition))
      await end()
      changed.mockClear()
      await other.update(scope, 'audit', another)
      await sleep(300)
      expect(changed).not.toHaveBeenCalled()
      expect(failed).not.toHaveBeenCalled()
    })

    it('serves several at once, each until its own end', async () => {
      const { store, other } = subject
      const [first, second] = [vi.fn(), vi.fn()]
      const failed = (error: Error): void => expect.fail(error.message)
      const endFirst = await store.watch!(scope, { changed: first, failed })
      const endSecond = await store.watch!(scope, { changed: second, failed })
      await endFirst()
      first.mockClear()
      await other.create(scope, 'audit', definition)
      await vi.waitFor(() => expect(second).toHaveBeenCalled(), { timeout: 5_000 })
      expect(first).not.toHaveBeenCalled()
      await endSecond()
      await endSecond()
    })
  })
}
