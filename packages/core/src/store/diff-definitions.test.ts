import { describe, expect, it } from 'vitest'
import { diffDefinitions } from './diff-definitions.ts'

describe('diffDefinitions', () => {
  it('names each place in which they differ', () => {
    const before = { tag: 'a', name: 'A', envs: ['prd'], actions: [{ type: 'log.info', message: 'x' }], priority: 1 }
    const after = {
      name: 'B',
      tag: 'a',
      actions: [{ type: 'log.info', message: 'y' }, { type: 'log.warn' }],
      priority: 1,
    }
    expect(diffDefinitions(before, after)).toEqual([
      { path: 'name', before: 'A', after: 'B' },
      { path: 'envs', before: ['prd'] },
      { path: 'actions[0].message', before: 'x', after: 'y' },
      { path: 'actions[1]', after: { type: 'log.warn' } },
    ])
  })

  it('finds nothing where only the order of members differs', () => {
    expect(diffDefinitions({ a: 1, b: { c: [1], d: null } }, { b: { d: null, c: [1] }, a: 1 })).toEqual([])
  })

  it('replaces whole what is of another shape, and what is there or not', () => {
    expect(diffDefinitions({ a: [1], b: null, c: {} }, { a: { 0: 1 }, b: {}, c: [] })).toEqual([
      { path: 'a', before: [1], after: { 0: 1 } },
      { path: 'b', before: null, after: {} },
      { path: 'c', before: {}, after: [] },
    ])
    expect(diffDefinitions(undefined, { a: 1 })).toEqual([{ path: '', after: { a: 1 } }])
    expect(diffDefinitions({ a: 1 }, undefined)).toEqual([{ path: '', before: { a: 1 } }])
  })

  it('keeps odd names apart from paths, and own members from inherited ones', () => {
    const odd = JSON.parse('{"a.b": 1, "": 2, "__proto__": 3, "x[0]": 4}') as object
    expect(diffDefinitions({}, odd).map(({ path }) => path)).toEqual(['["a.b"]', '[""]', '__proto__', '["x[0]"]'])
    expect(diffDefinitions({}, { constructor: 1 })).toEqual([{ path: 'constructor', after: 1 }])
  })
})
