import { describe, expect, it } from 'vitest'
import type { Change, Operation, Row } from '../change/change.ts'
import type { TablePlans } from '../plan/plan.ts'
import { readsNothing } from '../plan/reads.ts'
import { defineTable } from '../testing/define-table.ts'
import { TransactionScope } from './transaction-scope.ts'

const plans: TablePlans = {
  table: defineTable('t', { id: 'integer', n: 'integer' }),
  tracksNet: true,
  commitReads: readsNothing,
}
const origin = { timestamp: '', values: {}, chain: [] }

function add(scope: TransactionScope, operation: Operation, record: Row, previousRecord?: Row): void {
  const change: Change = { table: 't', operation, key: { id: record.id }, record, previousRecord, changedFields: [] }
  scope.addChange(plans, change, origin)
}

function net(scope: TransactionScope): unknown[] {
  return scope.take().changes.map(({ change }) => [change.operation, change.record.id, change.record.n])
}

describe('a transaction scope', () => {
  it('R7 forgets what a rolled-back savepoint collected, at any nesting', () => {
    const scope = new TransactionScope()
    add(scope, 'insert', { id: 1, n: 1 })
    scope.savepointSet()
    add(scope, 'update', { id: 1, n: 2 }, { id: 1, n: 1 })
    scope.savepointSet()
    add(scope, 'insert', { id: 2, n: 1 })
    scope.savepointRolledBack()
    add(scope, 'insert', { id: 3, n: 1 })
    scope.savepointReleased()
    expect(net(scope)).toEqual([
      ['insert', 1, 2],
      ['insert', 3, 1],
    ])
  })

  it('R7 keeps a row that only a rolled-back savepoint deleted', () => {
    const scope = new TransactionScope()
    add(scope, 'insert', { id: 1, n: 1 })
    scope.savepointSet()
    add(scope, 'delete', { id: 1, n: 1 }, { id: 1, n: 1 })
    scope.savepointRolledBack()
    expect(net(scope)).toEqual([['insert', 1, 1]])
  })

  it('R30 follows a row whose key changes', () => {
    const scope = new TransactionScope()
    add(scope, 'insert', { id: 1, n: 1 })
    add(scope, 'update', { id: 7, n: 1 }, { id: 1, n: 1 })
    expect(net(scope)).toEqual([['insert', 7, 1]])
  })

  it('R30 follows a row whose key changes in a savepoint', () => {
    const scope = new TransactionScope()
    add(scope, 'insert', { id: 1, n: 1 })
    scope.savepointSet()
    add(scope, 'update', { id: 7, n: 1 }, { id: 1, n: 1 })
    scope.savepointReleased()
    expect(net(scope)).toEqual([['insert', 7, 1]])
  })

  it('R30 gives up the oldest rows beyond a limit, as they are', () => {
    const scope = new TransactionScope()
    for (let id = 1; id <= 5; id++) add(scope, 'insert', { id, n: id })
    expect(scope.takeOldest(2).map(({ change }) => change.record.id)).toEqual([1, 2, 3])
    expect(scope.rows).toBe(2)
  })

  it('R7 tells those who wait for its end what became of it, or of the savepoint that they came in', () => {
    const scope = new TransactionScope()
    const told: string[] = []
    const wait = (name: string): boolean => scope.onEnd((isCommitted) => told.push(`${name} ${isCommitted}`))
    wait('outer')
    scope.savepointSet()
    wait('released')
    scope.savepointReleased()
    scope.savepointSet()
    scope.savepointSet()
    wait('inner')
    scope.savepointReleased()
    scope.savepointRolledBack()
    expect(told).toEqual(['inner false'])
    scope.take()
    expect(told).toHaveLength(1)
    scope.ended(true)
    scope.ended(false)
    expect(told).toEqual(['inner false', 'outer true', 'released true'])
  })

  it('lets 10,000 wait for its end, and no more', () => {
    const scope = new TransactionScope()
    let called = 0
    for (let count = 0; count < 10_000; count++) {
      if (count === 5_000) scope.savepointSet()
      expect(scope.onEnd(() => void called++)).toBe(true)
    }
    expect(scope.onEnd(() => void called++)).toBe(false)
    scope.ended(false)
    expect(called).toBe(10_000)
    expect(scope.onEnd(() => undefined)).toBe(true)
  })
})
