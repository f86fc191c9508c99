import type { TransactionOptions, TransactionTracker } from '@triggerkit/core/adapter'
import type { DataSource, QueryRunner } from 'typeorm'
import { type RunnerInternals, transactionDepthOf } from '../orm/typeorm-internals.ts'
import { inFlow } from '../sqlite/flow.ts'
import type { SqliteMutex } from '../sqlite/sqlite-mutex.ts'

/**
 * Runs `body` in a transaction of its own, or in a savepoint where `handle` is in one already. The connection is released before it settles;
 * one that the caller gave stays the caller's.
 */
export async function inTransaction<T>(
  dataSource: DataSource,
  tracker: TransactionTracker<QueryRunner>,
  handle: QueryRunner | undefined,
  options: TransactionOptions,
  mutex: SqliteMutex | undefined,
  body: (runner: QueryRunner) => Promise<T>,
): Promise<T> {
  const runner = handle ?? dataSource.createQueryRunner('master')
  const depth = transactionDepthOf(runner)
  mutex?.limitWait(runner, options.maxWaitMs)
  try {
    await runner.startTransaction(options.isolation as never)
    if (depth === 0 && options.timeoutMs !== undefined) await limitTime(dataSource, runner, options.timeoutMs)
    const result = await inFlow(mutex, runner, () => body(runner))
    await runner.commitTransaction()
    return result
  } catch (error) {
    await rollBackTo(runner, depth, tracker)
    throw error
  } finally {
    if (handle === undefined) await runner.release()
  }
}

/** A rollback that fails (MySQL has undone the whole transaction after a deadlock) must not leave TypeORM's count of savepoints wrong. */
async function rollBackTo(runner: QueryRunner, depth: number, tracker: TransactionTracker<QueryRunner>): Promise<void> {
  if (transactionDepthOf(runner) <= depth) {
    if (depth === 0 && runner.isTransactionActive)
      (runner as { isTransactionActive: boolean }).isTransactionActive = false
    return
  }
  try {
    await runner.rollbackTransaction()
  } catch {
    const internals = runner as RunnerInternals & { isTransactionActive: boolean }
    internals.transactionDepth = depth
    internals.isTransactionActive = depth > 0
    if (depth > 0) tracker.savepointRolledBack(runner)
    else tracker.rolledBack(runner)
  }
}

async function limitTime(dataSource: DataSource, runner: QueryRunner, timeoutMs: number): Promise<void> {
  if (dataSource.options.type === 'postgres')
    await runner.query(`SET LOCAL statement_timeout = ${Math.ceil(timeoutMs)}`)
}
