import type { DataSource, QueryRunner } from 'typeorm'
import { transactionDepthOf } from '../orm/typeorm-internals.ts'
import { guardSqlite } from '../sqlite/guard-sqlite.ts'
import { createOwnRunner, type SharingDriver } from '../sqlite/own-runner.ts'
import { abortedTransactions } from '../transaction/aborted-transactions.ts'
import { followRaw } from '../transaction/raw-transactions.ts'
import { endingByTypeorm } from '../transaction/transaction-events.ts'
import { type TransactionStatement, transactionStatement } from '../transaction/transaction-statement.ts'
import { type Installation, installationOf, isWatched } from './installation.ts'

const patched: unique symbol = Symbol.for('triggerkit.typeorm.patched') as never

type Query = QueryRunner['query']
type CreateQueryRunner = (mode: 'master' | 'slave') => QueryRunner

interface PatchedDriver extends SharingDriver {
  [patched]?: true
  createQueryRunner: CreateQueryRunner
}

/** Watches what the runners of a DataSource send: transactions steered by SQL, failed statements, SQLite's one connection. */
export function patchQueryRunners({ dataSource }: Installation): void {
  const driver = dataSource.driver as unknown as PatchedDriver
  if (Object.hasOwn(driver, patched)) return
  driver[patched] = true
  const original = driver.createQueryRunner
  driver.createQueryRunner = function (this: PatchedDriver, mode) {
    const installation = installationOf(dataSource)
    const isOwn = installation?.mutex !== undefined && isWatched(installation)
    const runner = isOwn ? createOwnRunner(this, () => original.call(this, mode)) : original.call(this, mode)
    return watchQueries(dataSource, runner)
  }
}

function watchQueries(dataSource: DataSource, runner: QueryRunner & { [patched]?: true }): QueryRunner {
  if (Object.hasOwn(runner, patched)) return runner
  runner[patched] = true
  const original: Query = runner.query
  runner.query = function (this: QueryRunner, ...given: Parameters<Query>) {
    const installation = installationOf(dataSource)
    const { mutex } = installation ?? {}
    if (!installation || !(isWatched(installation) || mutex?.isHeldBy(runner))) return original.apply(runner, given)
    const [sql, ...rest] = given
    const statement = typeof sql === 'string' ? transactionStatement(sql) : undefined
    const send = (text: string): ReturnType<Query> => original.call(runner, text, ...rest)
    const guarded = mutex ? () => guardSqlite(mutex, runner, sql, statement, send) : () => send(sql)
    if (statement === undefined || isTypeormsOwn(runner, statement)) return noteFailure(installation, runner, guarded())
    return followRaw(runner, statement, sql, installation.binding.transactions, guarded)
  } as Query
  return runner
}

/** TypeORM marks the runner before it sends BEGIN, and its events tell of COMMIT and ROLLBACK before they are sent. */
function isTypeormsOwn(runner: QueryRunner, statement: TransactionStatement): boolean {
  if ('name' in statement) return statement.name.startsWith('typeorm_')
  if (statement.kind === 'begin') return runner.isTransactionActive && transactionDepthOf(runner) === 0
  return endingByTypeorm.has(runner)
}

/** PostgreSQL takes a transaction in which a statement failed for lost. */
function noteFailure<T>({ dialect }: Installation, runner: QueryRunner, result: Promise<T>): Promise<T> {
  if (dialect.family === 'postgres' && runner.isTransactionActive) result.catch(() => abortedTransactions.mark(runner))
  return result
}
