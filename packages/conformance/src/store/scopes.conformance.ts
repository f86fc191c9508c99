import { describe, expect, it } from 'vitest'
import { definition, named, type StoreCase, scope } from './store-case.ts'

/** Products, databases and tags are texts of any kind. */
export function scopesConformance(subject: StoreCase): void {
  describe('products, databases and tags', () => {
    it('R37 keeps products and databases apart, whatever their names', async () => {
      const { store } = subject
      const scopes = [
        scope,
        { product: 'shop', database: 'users-db' },
        { product: 'other', database: 'orders-db' },
        { product: 'SHOP', database: 'orders-db' },
        { product: 'shop ', database: 'orders-db' },
        { product: 'shop/orders-db', database: '' },
        { product: 'shop', database: '../orders-db' },
        { product: '', database: 'shop:orders-db' },
        { product: '__proto__', database: 'constructor' },
      ]
      for (const [index, each] of scopes.entries()) await store.create(each, 'audit', named(`number ${index}`))
      for (const [index, each] of scopes.entries())
        expect(await store.fetchAll(each)).toMatchObject([{ definition: { name: `number ${index}` } }])
      await store.delete(scope, 'audit')
      expect(await store.fetchAll(scope)).toEqual([])
      expect(await store.fetchAll(scopes[1]!)).toHaveLength(1)
    })

    it('takes any text as a tag', async () => {
      const { store } = subject
      const tags = [
        ...['a', 'A', 'a b', 'a ', ' a', '../a', 'a/b', 'a\\b', 'a:b', '*', 'ä🛒', 'a\u0308', 'ä', '__proto__'],
        ...['constructor', "a'b", '%', '_', 'a_', 'con', 'nul.yaml', '.', '..', '.hidden', 'x'.repeat(200), 'ß', 'ss'],
      ]
      for (const tag of tags) await store.create(scope, tag, { ...definition, tag })
      for (const tag of tags) expect(await store.fetch(scope, tag)).toMatchObject({ tag, definition: { tag } })
      expect((await subject.all()).map(({ tag }) => tag).sort()).toEqual([...tags].sort())
      expect(await store.delete(scope, '*')).toBe(true)
      expect(await store.fetchAll(scope)).toHaveLength(tags.length - 1)
    })
  })
}
