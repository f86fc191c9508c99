import { describe, expect, it } from 'vitest'
import { defineTable } from '../testing/define-table.ts'
import type { Change, Operation, Row } from './change.ts'
import { mergeChanges } from './net-change.ts'

const table = defineTable('orders', { id: 'integer', status: 'string', total: 'decimal' })

function change(operation: Operation, record: Row, previousRecord?: Row): Change {
  return { table: 'orders', operation, key: { id: 1 }, record, previousRecord, changedFields: Object.keys(record) }
}

describe('net Changes', () => {
  it('R30 insert then update is an insert with the final record', () => {
    const net = mergeChanges(
      table,
      change('insert', { id: 1, status: 'a' }),
      change('update', { id: 1, status: 'b' }, { id: 1, status: 'a' }),
    )
    expect(net).toMatchObject({ operation: 'insert', record: { id: 1, status: 'b' }, previousRecord: undefined })
  })

  it('R30 insert then delete is nothing', () => {
    expect(mergeChanges(table, change('insert', { id: 1 }), change('delete', { id: 1 }, { id: 1 }))).toBeUndefined()
  })

  it('R30 delete then insert of the same key is an update', () => {
    const net = mergeChanges(
      table,
      change('delete', { id: 1, status: 'a' }, { id: 1, status: 'a' }),
      change('insert', { id: 1, status: 'b' }),
    )
    expect(net).toMatchObject({
      operation: 'update',
      previousRecord: { status: 'a' },
      record: { status: 'b' },
      changedFields: ['status'],
    })
  })

  it('R30 several updates are one, from the first previous record to the last record', () => {
    const net = mergeChanges(
      table,
      change('update', { id: 1, status: 'b', total: '1' }, { id: 1, status: 'a', total: '1' }),
      change('update', { id: 1, status: 'b', total: '2' }, { id: 1, status: 'b', total: '1' }),
    )
    expect(net).toMatchObject({
      previousRecord: { status: 'a', total: '1' },
      record: { status: 'b', total: '2' },
      changedFields: ['status', 'total'],
    })
  })

  it('R30 updates that end where they began are nothing, by value and not by type', () => {
    const net = mergeChanges(
      table,
      change('update', { id: 1, total: '2' }, { id: 1, total: '1.50' }),
      change('update', { id: 1, total: 1.5 }, { id: 1, total: '2' }),
    )
    expect(net).toBeUndefined()
  })

  it('R30 update then delete is a delete of the row as it was before the transaction', () => {
    const net = mergeChanges(
      table,
      change('update', { id: 1, status: 'b' }, { id: 1, status: 'a' }),
      change('delete', { id: 1, status: 'b' }, { id: 1, status: 'b' }),
    )
    expect(net).toMatchObject({ operation: 'delete', record: { status: 'a' }, previousRecord: { status: 'a' } })
  })
})
