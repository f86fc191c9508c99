import { TriggerExistsError, TriggerNotFoundError } from '@triggerkit/core'
import { describe, expect, it } from 'vitest'
import { another, caught, definition, type StoreCase, scope } from './store-case.ts'

/** What is kept comes out as it went in. */
export function definitionsConformance(subject: StoreCase): void {
  describe('definitions', () => {
    it('gives back what was created, as version 1 with its times', async () => {
      const { store, other } = subject
      const began = Date.now()
      const created = await store.create(scope, 'audit', definition)
      const { createdAt } = created
      expect(created).toEqual({ tag: 'audit', version: 1, definition, createdAt, updatedAt: createdAt })
      expect(new Date(createdAt).toISOString()).toBe(createdAt)
      expect(Math.abs(Date.parse(createdAt) - began)).toBeLessThan(60_000)
      expect(await store.fetch(scope, 'audit')).toEqual(created)
      expect(await other.fetch(scope, 'audit')).toEqual(created)
      expect(await other.fetchAll(scope)).toEqual([created])
    })

    it('refuses a tag that is there already, and leaves it alone', async () => {
      const { store, other } = subject
      await store.create(scope, 'audit', definition)
      const again = await caught(other.create(scope, 'audit', another))
      expect(TriggerExistsError.isInstance(again)).toBe(true)
      const message = expect.stringContaining('orders-db')
      expect(again).toMatchObject({ code: 'TRIGGER_EXISTS', tag: 'audit', message })
      expect(await store.fetch(scope, 'audit')).toMatchObject({ version: 1, definition })
      expect(await store.history(scope, 'audit', { limit: 10 })).toHaveLength(1)
    })

    it('refuses the update of a tag that is not there', async () => {
      const { store } = subject
      for (const expectedVersion of [undefined, 1]) {
        const missing = await caught(store.update(scope, 'audit', definition, { expectedVersion }))
        expect(TriggerNotFoundError.isInstance(missing)).toBe(true)
        expect(missing).toMatchObject({ code: 'TRIGGER_NOT_FOUND', tag: 'audit' })
      }
      expect(await store.fetchAll(scope)).toEqual([])
      expect(await store.history(scope, 'audit', { limit: 10 })).toEqual([])
    })

    it('has nothing for a tag that is not there', async () => {
      const { store } = subject
      expect(await store.fetch(scope, 'audit')).toBeUndefined()
      expect(await store.fetchAll(scope)).toEqual([])
      expect(await store.delete(scope, 'audit')).toBe(false)
      expect(await store.history(scope, 'audit', { limit: 10 })).toEqual([])
    })

    it('deletes', async () => {
      const { store, other } = subject
      await store.create(scope, 'audit', definition)
      expect(await store.delete(scope, 'audit')).toBe(true)
      expect(await other.delete(scope, 'audit')).toBe(false)
      expect(await other.fetch(scope, 'audit')).toBeUndefined()
      expect(await other.fetchAll(scope)).toEqual([])
    })

    it('hands out copies', async () => {
      const { store } = subject
      const given = structuredClone(definition)
      const created = await store.create(scope, 'audit', given)
      given.name = 'changed'
      given.actions[0]!.data.deep.push('changed')
      ;(created.definition as { name: string }).name = 'changed'
      const fetched = (await store.fetch(scope, 'audit'))!
      expect(fetched.definition).toEqual(definition)
      ;(fetched.definition.tables as string[]).push('changed')
      expect((await subject.all())[0]!.definition).toEqual(definition)
      const [version] = await store.history(scope, 'audit', { limit: 1 })
      ;(version!.definition!.tables as string[]).push('changed')
      expect((await store.history(scope, 'audit', { limit: 1 }))[0]!.definition).toEqual(definition)
    })

    it('keeps the order of members, long texts and whatever JSON can say', async () => {
      const { store } = subject
      const long = '🛒 "\\\' \u2028\n\r\t'.repeat(20_000)
      const odd = {
        zebra: 1,
        tag: 'audit',
        alpha: { 2: 'two', 1: 'one', 'a.b': null, $set: { $where: '1' }, constructor: 1 },
        long,
        numbers: [0, -1, 1e300, 5e-324, 9_007_199_254_740_991, 0.1],
        '': [[], {}, [[{}]], '', ' '],
        yaml: [
          'yes',
          'no',
          '~',
          'null',
          '0x1',
          '1e3',
          '2020-01-01',
          '- a',
          '# no comment',
          '!!str x',
          '*a',
          '&a',
          '<<',
        ],
      }
      await store.create(scope, 'audit', odd)
      const fetched = (await store.fetch(scope, 'audit'))!.definition
      expect(fetched).toEqual(odd)
      const own = JSON.parse('{"__proto__": {"polluted": 1}, "name": "x"}') as Record<string, unknown>
      await store.update(scope, 'audit', own)
      expect(JSON.stringify((await store.fetch(scope, 'audit'))!.definition)).toBe(JSON.stringify(own))
      expect({}).not.toHaveProperty('polluted')
    })
  })
}
