import { describe, expect, it } from 'vitest'
import type { Base } from './base-file.ts'
import { type ChangedWhere, compareSides } from './compare-sides.ts'
import { digestOf } from './digest.ts'
import { planPull, planPush } from './plan-transfer.ts'
import type { Side } from './side.ts'

type Text = string | undefined

function side(text: Text): Side {
  const entries = text === undefined ? [] : [['t', { version: 1, definition: { text } }] as const]
  return { entries: new Map(entries), unreadable: new Map() }
}

function base(text: Text): Base {
  return new Map(text === undefined ? [] : [['t', { version: 1, digest: digestOf({ text }) }]])
}

/** Of one tag: what folder, store and base have, where it changed, and what each command does, also forced. */
const cases: [
  folder: Text,
  store: Text,
  base: Text,
  changedIn: ChangedWhere,
  push: string,
  forced: string,
  pull: string,
  forcedPull: string,
][] = [
  ['a', 'a', 'a', 'none', '', '', '', ''],
  ['a', 'a', undefined, 'none', '', '', '', ''],
  ['b', 'b', 'a', 'none', '', '', '', ''],
  [undefined, undefined, 'a', 'none', '', '', '', ''],
  ['b', 'a', 'a', 'folder', 'update', 'update', '', 'update'],
  ['a', undefined, undefined, 'folder', 'create', 'create', '', ''],
  [undefined, 'a', 'a', 'folder', 'delete', 'delete', '', 'create'],
  ['a', 'b', 'a', 'store', 'conflict', 'update', 'update', 'update'],
  [undefined, 'a', undefined, 'store', '', '', 'create', 'create'],
  ['a', undefined, 'a', 'store', 'conflict', 'create', 'delete', 'delete'],
  ['b', 'c', 'a', 'conflict', 'conflict', 'update', 'conflict', 'update'],
  ['a', 'b', undefined, 'conflict', 'conflict', 'update', 'conflict', 'update'],
  [undefined, 'b', 'a', 'conflict', 'conflict', 'delete', 'conflict', 'create'],
  ['b', undefined, 'a', 'conflict', 'conflict', 'create', 'conflict', 'delete'],
]

describe('planPush and planPull', () => {
  it.each(cases)('folder %j, store %j, base %j: changed in %s', (folder, store, known, changedIn, ...expected) => {
    const comparisons = compareSides(side(folder), side(store), base(known))
    expect(comparisons.map((each) => each.changedIn)).toEqual([changedIn])
    const told = [
      planPush(comparisons, false),
      planPush(comparisons, true),
      planPull(comparisons, false),
      planPull(comparisons, true),
    ].map(({ steps, conflicts }) => (conflicts.length > 0 ? 'conflict' : (steps[0]?.operation ?? '')))
    expect(told).toEqual(expected)
  })

  it('creates first and deletes last', () => {
    const known: Base = new Map([['gone', { version: 1, digest: digestOf({ text: 'gone' }) }]])
    const store: Side = {
      entries: new Map([['gone', { version: 1, definition: { text: 'gone' } }]]),
      unreadable: new Map(),
    }
    const folder: Side = { entries: new Map([['new', { version: 1, definition: {} }]]), unreadable: new Map() }
    const { steps } = planPush(compareSides(folder, store, known), false)
    expect(steps.map(({ operation, comparison }) => [operation, comparison.tag])).toEqual([
      ['create', 'new'],
      ['delete', 'gone'],
    ])
  })

  it('leaves what cannot be read on either side alone', () => {
    const broken: Side = { entries: new Map(), unreadable: new Map([['t', new Error('broken')]]) }
    expect(compareSides(broken, side('a'), base('a'))).toEqual([])
    expect(compareSides(side('a'), broken, base('a'))).toEqual([])
  })

  it('the order of members is no difference', () => {
    expect(digestOf({ a: 1, b: [{ c: 1, d: 2 }] })).toBe(digestOf({ b: [{ d: 2, c: 1 }], a: 1 }))
    expect(digestOf({ a: [1, 2] })).not.toBe(digestOf({ a: [2, 1] }))
  })
})
