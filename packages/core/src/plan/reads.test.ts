import { describe, expect, it } from 'vitest'
import { defineTable } from '../testing/define-table.ts'
import { readsOfPaths } from './reads.ts'

const table = defineTable('orders', {
  id: 'integer',
  total: 'decimal',
  meta: 'json',
  'address.city': 'string',
  'address.zip': 'string',
})

describe('what placeholders read', () => {
  it.each([
    ['record', { record: 'all', previous: [] }],
    ['record.total', { record: ['total'], previous: [] }],
    ['record.meta.tags.0', { record: ['meta'], previous: [] }],
    ['record.address', { record: ['address.city', 'address.zip'], previous: [] }],
    ['record.address.city', { record: ['address.city'], previous: [] }],
    ['record.avatarBase64', { record: [], previous: [] }],
    ['records.0.total', { record: ['total'], previous: [] }],
    ['records', { record: 'all', previous: [] }],
    ['previousRecord.total', { record: [], previous: ['total'] }],
    ['user.id', { record: [], previous: [] }],
  ])('%s', (path, reads) => {
    expect(readsOfPaths([path], table)).toEqual(reads)
  })
})
