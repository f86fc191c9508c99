import { describe, expect, it } from 'vitest'
import { copyRow } from './copy-row.ts'
import { hideColumns } from './hidden-columns.ts'

describe('a copy of a row', () => {
  it('shares no plain object with the row, and keeps every other value', () => {
    const row = { at: new Date(0), address: { city: 'x', geo: { lat: 1 } }, tags: ['a'] }
    const copy = copyRow(row)
    expect(copy).toEqual(row)
    expect(copy.at).toBe(row.at)
    expect((copy.address as typeof row.address).geo).not.toBe(row.address.geo)
  })

  it('R19 keeps what is hidden hidden, and there', () => {
    const copy = copyRow(hideColumns({ id: 1, secret: 'x', profile: { pin: 2 } }, ['secret', 'profile.pin']))
    expect(JSON.stringify(copy)).toBe('{"id":1,"profile":{}}')
    expect([copy.secret, (copy.profile as { pin: number }).pin]).toEqual(['x', 2])
  })

  it('changes no prototype', () => {
    const copy = copyRow(JSON.parse('{"__proto__": {"polluted": true}, "a": 1}'))
    expect((copy as { polluted?: boolean }).polluted).toBeUndefined()
    expect(Object.keys(copy)).toEqual(['__proto__', 'a'])
  })
})

it('keeps circles, and what is there twice, as they are', () => {
  const address: Record<string, unknown> = { city: 'Ulm' }
  const row: Record<string, unknown> = { id: 1, home: address, work: address }
  address.owner = row
  const copy = copyRow(row) as typeof row & { home: typeof address }
  expect(copy.home).not.toBe(address)
  expect(copy.home).toEqual({ city: 'Ulm', owner: copy })
  expect(copy.home.owner).toBe(copy)
  expect(copy.work).toBe(copy.home)
})
