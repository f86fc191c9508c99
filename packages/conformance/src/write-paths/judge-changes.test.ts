import { expect, test } from 'vitest'
import type { FixtureTable, Row } from '../harness.ts'
import type { RowDifference } from '../oracle/diff-rows.ts'
import type { Played } from '../play.ts'
import type { SeenEvent } from '../watch/watch-changes.ts'
import {
  expectBeforeEvents,
  expectChangedFields,
  expectSameChanges,
  expectWholePreviousRecords,
  expectWholeRecords,
} from './judge-changes.ts'

const table: FixtureTable = { name: 'T', key: ['id'], columns: ['id', 'n', 'm'], hidden: ['secret'] }
const tables = new Map([['T', table]])
const before = { id: 1, n: 1, m: 'x' }
const after = { id: 1, n: 2, m: 'x' }
const difference: RowDifference = {
  table: 'T',
  operation: 'update',
  soft: false,
  key: '[1]',
  before,
  after,
  changedFields: ['n'],
}

function played(event: Partial<SeenEvent> = {}, repeat = 1): Played {
  const base: SeenEvent = {
    event: 'afterUpdate',
    table: 'T',
    operation: 'update',
    soft: false,
    record: after,
    previousRecord: before,
    changedFields: ['n'],
  }
  const seen = { ...base, ...event }
  const told = { ...seen, event: 'beforeUpdate' }
  return {
    outcome: { failed: false, result: undefined },
    watch: { before: [told], after: Array.from({ length: repeat }, () => seen), stop: () => undefined },
    differences: [difference],
    rows: new Map<string, Row[]>(),
  }
}

test('the truth passes', () => {
  expectSameChanges(tables, played())
  expectWholeRecords(tables, played())
  expectWholePreviousRecords(tables, played())
  expectChangedFields(tables, played(), undefined)
  expectBeforeEvents(tables, played(), undefined)
})

test('a Change told twice, not at all, of another row or as another event fails', () => {
  expect(() => expectSameChanges(tables, played({}, 2))).toThrow()
  expect(() => expectSameChanges(tables, played({}, 0))).toThrow()
  expect(() => expectSameChanges(tables, played({ record: { id: 2 } }))).toThrow()
  expect(() => expectSameChanges(tables, played({ operation: 'insert' }))).toThrow()
  expect(() => expectSameChanges(tables, played({ soft: true }))).toThrow()
  expect(() => expectSameChanges(tables, played({ event: 'afterInsert' }))).toThrow()
})

test('a partial, stale or indiscreet record fails', () => {
  expect(() => expectWholeRecords(tables, played({ record: { id: 1, n: 2 } }))).toThrow()
  expect(() => expectWholeRecords(tables, played({ record: before }))).toThrow()
  expect(() => expectWholeRecords(tables, played({ record: { ...after, n: '2' } }))).toThrow()
  expect(() => expectWholeRecords(tables, played({ record: { ...after, secret: 's' } }))).toThrow()
  expect(() => expectWholePreviousRecords(tables, played({ previousRecord: undefined }))).toThrow()
  expect(() => expectWholePreviousRecords(tables, played({ previousRecord: { id: 1 } }))).toThrow()
})

test('changedFields with one more or one less fail', () => {
  expect(() => expectChangedFields(tables, played({ changedFields: [] }), undefined)).toThrow()
  expect(() => expectChangedFields(tables, played({ changedFields: ['n', 'm'] }), undefined)).toThrow()
})

test('a before event that foretells something else fails', () => {
  expect(() => expectBeforeEvents(tables, played({ record: before }), undefined)).toThrow()
  expect(() => expectBeforeEvents(tables, played({ previousRecord: { ...before, m: 'y' } }), undefined)).toThrow()
  expect(() =>
    expectBeforeEvents(tables, { ...played(), watch: { before: [], after: [], stop: () => undefined } }, undefined),
  ).toThrow()
})
