import { describe, expect, it } from 'vitest'
import { parsePath, readPath, writePath } from './path.ts'

const read = (root: unknown, path: string): unknown => readPath(root, parsePath(path))

describe('paths', () => {
  it('cuts at dots and brackets', () => {
    expect(parsePath('record.items[0].name')).toEqual(['record', 'items', '0', 'name'])
    expect(parsePath('')).toEqual([])
    expect(parsePath('a')).toBe(parsePath('a'))
  })

  it('reads own properties, array items and Map entries', () => {
    const row = { items: [{ name: 'a' }], meta: new Map([['key', 5]]), none: null }
    expect(read(row, 'items.0.name')).toBe('a')
    expect(read(row, 'items.length')).toBe(1)
    expect(read(row, 'meta.key')).toBe(5)
    expect(read(row, 'none.x')).toBeUndefined()
    expect(read(row, 'items.5.name')).toBeUndefined()
    expect(read('text', 'length')).toBeUndefined()
    expect(read(row, '')).toBe(row)
  })

  it('reads hidden own properties by their explicit path', () => {
    const row = Object.defineProperty({}, 'secret', { value: 1, enumerable: false })
    expect(read(row, 'secret')).toBe(1)
  })

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'a.__proto__', 'a.constructor.prototype'])(
    'does not read %s',
    (path) => {
      class Entity {
        a = {}
        get computed(): never {
          throw new Error('must not run')
        }
      }
      expect(read(new Entity(), path)).toBeUndefined()
      expect(read(new Entity(), 'computed')).toBeUndefined()
      expect(read(JSON.parse('{"__proto__": 5}'), '__proto__')).toBeUndefined()
    },
  )

  it('writes, making objects on the way', () => {
    const row: Record<string, unknown> = { list: [1, 2], map: new Map() }
    writePath(row, parsePath('address.city'), 'Bern')
    writePath(row, parsePath('list.1'), 3)
    writePath(row, parsePath('map.key'), 4)
    expect(row).toEqual({ address: { city: 'Bern' }, list: [1, 3], map: new Map([['key', 4]]) })
  })

  it.each(['', '__proto__.polluted', 'constructor.prototype.polluted', 'a.__proto__', 'text.x'])(
    'refuses to write at "%s"',
    (path) => {
      expect(() => writePath({ a: {}, text: 'x' }, parsePath(path), true)).toThrow(
        expect.objectContaining({ code: 'UNSAFE_PATH' }),
      )
      expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    },
  )
})
