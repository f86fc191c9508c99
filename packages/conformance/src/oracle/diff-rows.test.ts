import { expect, test } from 'vitest'
import type { FixtureTable } from '../harness.ts'
import { countOperations, diffRows } from './diff-rows.ts'
import { pairKeyChanges } from './pair-key-changes.ts'

const table: FixtureTable = {
  name: 'T',
  key: ['id'],
  columns: ['id', 'n', 'at.day', 'gone'],
  hidden: [],
  softDelete: 'gone',
}

test('inserts, updates and deletes are told apart by key', () => {
  const differences = diffRows(
    table,
    [{ id: 1, n: 1 }, { id: 2, n: 2 }, { id: 3 }],
    [{ id: 1, n: 5 }, { id: 3 }, { id: 4 }],
  )
  expect(countOperations(differences)).toEqual({ T: { update: 1, insert: 1, delete: 1 } })
  expect(differences.find(({ operation }) => operation === 'update')?.changedFields).toEqual(['n'])
})

test('values are compared, not their identity, embedded ones too', () => {
  const day = (value: number) => ({ id: 1, at: { day: new Date(value) } })
  expect(diffRows(table, [day(0)], [day(0)])).toEqual([])
  expect(diffRows(table, [day(0)], [day(1)])[0]?.changedFields).toEqual(['at.day'])
})

test('a delete date that comes is a soft delete, one that goes an update (R20)', () => {
  const [gone] = diffRows(table, [{ id: 1, gone: null }], [{ id: 1, gone: new Date() }])
  expect(gone).toMatchObject({ operation: 'delete', soft: true })
  expect(diffRows(table, [{ id: 1, gone: new Date() }], [{ id: 1, gone: null }])[0]).toMatchObject({
    operation: 'update',
    soft: false,
  })
})

test('a row gone and a row come are one update where the key changed', () => {
  const paired = pairKeyChanges(diffRows(table, [{ id: 1, n: 1 }], [{ id: 9, n: 1 }]))
  expect(paired).toMatchObject([{ operation: 'update', changedFields: ['id'], before: { id: 1 }, after: { id: 9 } }])
})
