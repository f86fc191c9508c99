import { type TransactionTracker, UnsupportedWriteError } from '@triggerkit/core/adapter'
import type { QueryRunner } from 'typeorm'
import { type RunnerInternals, transactionDepthOf } from '../orm/typeorm-internals.ts'
import { abortedTransactions } from './aborted-transactions.ts'
import type { TransactionStatement } from './transaction-statement.ts'

/** Names of the savepoints that the caller has set by SQL, innermost last. */
const savepoints = new WeakMap<QueryRunner, string[]>()

/**
 * Follows transactions that the caller steers by SQL on its own runner (R8). TypeORM does not notice them itself: from here on it takes
 * them for its own, so that what runs inside uses savepoints and not a second BEGIN.
 */
export async function followRaw<T>(
  runner: QueryRunner,
  statement: TransactionStatement,
  sql: string,
  transactions: TransactionTracker<QueryRunner>,
  send: () => Promise<T>,
): Promise<T> {
  const isActive = transactionDepthOf(runner) > 0
  if (statement.kind === 'unfollowable' || (statement.kind === 'begin' && isActive)) throw refused(sql, isActive)
  if (statement.kind !== 'begin' && !isActive) return send()
  if (statement.kind === 'commit' && !abortedTransactions.has(runner)) await transactions.committing(runner)
  const result = await send()
  if ('name' in statement) {
    followSavepoint(runner, statement, transactions)
    return result
  }
  switch (statement.kind) {
    case 'begin':
      setDepth(runner, 1)
      transactions.begun(runner)
      break
    case 'commit':
      setDepth(runner, 0)
      if (abortedTransactions.end(runner)) transactions.rolledBack(runner)
      else await transactions.committed(runner)
      break
    default:
      setDepth(runner, 0)
      abortedTransactions.end(runner)
      transactions.rolledBack(runner)
  }
  return result
}

function followSavepoint(
  runner: QueryRunner,
  statement: Extract<TransactionStatement, { name: string }>,
  transactions: TransactionTracker<QueryRunner>,
): void {
  const names = savepoints.get(runner) ?? []
  savepoints.set(runner, names)
  if (statement.kind === 'savepoint') {
    names.push(statement.name)
    transactions.savepointSet(runner)
    return
  }
  const index = names.lastIndexOf(statement.name)
  if (index < 0) return
  for (let count = names.length - index; count > 0; count--) {
    if (statement.kind === 'release') transactions.savepointReleased(runner)
    else transactions.savepointRolledBack(runner)
  }
  names.length = index
  if (statement.kind === 'release') return
  // A savepoint that was rolled back to is still there.
  names.push(statement.name)
  transactions.savepointSet(runner)
  abortedTransactions.end(runner)
}

function setDepth(runner: QueryRunner, depth: number): void {
  const internals = runner as RunnerInternals & { isTransactionActive: boolean }
  internals.isTransactionActive = depth > 0
  internals.transactionDepth = depth
  savepoints.delete(runner)
}

function refused(sql: string, isActive: boolean): UnsupportedWriteError {
  const why =
    isActive && /^\s*(begin|start)/i.test(sql)
      ? 'this runner is in a transaction already'
      : 'triggers could not follow the transaction'
  return new UnsupportedWriteError({
    message:
      `"${sql.trim().slice(0, 80)}" was not sent: ${why}. Use runner.startTransaction(), commitTransaction() and rollbackTransaction(), ` +
      'or plain BEGIN, COMMIT, ROLLBACK and SAVEPOINT, one statement at a time.',
  })
}
