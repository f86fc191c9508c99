import { describe, expect, it } from 'vitest'
import { copyHiding, copyWithout } from './copy-without.ts'
import { touchesHidden } from './hidden-columns.ts'

class Address {
  city = 'Rome'
  pin = '1234'
  get label(): string {
    return `in ${this.city}`
  }
}

describe('copies without some columns', () => {
  it('R19 lack them at any depth, and leave the row as it was', () => {
    const row = { id: 1, password: 'x', address: new Address(), meta: { tags: [{ token: 't', name: 'n' }] } }
    const before = structuredClone(row)
    const copy = copyWithout(row, ['password', 'address.pin', 'meta.tags.0.token', 'not.there', 'id.deeper'])
    expect(copy).toEqual({ id: 1, address: { city: 'Rome' }, meta: { tags: [{ name: 'n' }] } })
    expect(Object.hasOwn(copy, 'password')).toBe(false)
    expect(copy.address).toBeInstanceOf(Address)
    expect((copy.address as Address).label).toBe('in Rome')
    expect(structuredClone(row)).toEqual(before)
  })

  it('R19 lack them in every item of a list', () => {
    const items = [{ token: 't', parts: [{ pin: 1, name: 'n' }, null] }, 'text', [{ token: 'u', id: 2 }]]
    const copy = copyWithout({ id: 1, items }, ['items.token', 'items.parts.pin'])
    expect(copy).toEqual({ id: 1, items: [{ parts: [{ name: 'n' }, null] }, 'text', [{ id: 2 }]] })
    expect(JSON.stringify(items)).toContain('token')
    const hiding = copyHiding({ id: 1, items }, ['items.token'])
    expect(JSON.stringify(hiding)).not.toContain('token')
    expect(hiding.items).toHaveProperty('0.token', 't')
    expect(touchesHidden(['items', '0', 'token'], ['items.token'])).toBe('it')
    expect(touchesHidden(['items', '0'], ['items.token'])).toBe('part')
    expect(touchesHidden(['items', '0', 'parts'], ['items.token'])).toBeUndefined()
  })

  it('R19 lack them in lists of any depth, shared and circular ones too', () => {
    let deep: unknown[] = [{ token: 't' }]
    for (let depth = 0; depth < 20_000; depth++) deep = [deep]
    const shared = { token: 's', id: 1 }
    const circular: unknown[] = [shared, shared]
    circular.push(circular)
    const row = { deep, circular }
    const copy = copyWithout(row, ['deep.token', 'circular.token']) as typeof row
    let inner: unknown = copy.deep
    while (Array.isArray(inner)) inner = (inner as unknown[])[0]
    expect(inner).toEqual({})
    expect(copy.circular.slice(0, 2)).toEqual([{ id: 1 }, { id: 1 }])
    expect((copy.circular[2] as unknown[])[0]).toEqual({ id: 1 })
    expect(shared).toEqual({ token: 's', id: 1 })
  })

  it('R19 take entries out of a Map too', () => {
    const attributes = new Map([
      ['pin', 1],
      ['size', 2],
    ])
    expect(copyWithout({ attributes }, ['attributes.pin'])).toEqual({ attributes: new Map([['size', 2]]) })
    expect(attributes.size).toBe(2)
  })

  it('R19 of a hiding copy they are reached by explicit path', () => {
    const row = Object.freeze({ id: 1, password: 'x', address: Object.freeze(new Address()) })
    const copy = copyHiding(row, ['password', 'address.pin'])
    expect(JSON.stringify(copy)).toBe('{"id":1,"address":{"city":"Rome"}}')
    expect([copy.password, (copy.address as Address).pin]).toEqual(['x', '1234'])
    expect(JSON.stringify(row)).toContain('password')
  })
})
