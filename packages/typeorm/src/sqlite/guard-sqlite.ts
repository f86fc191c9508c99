import { TransactionClosedError } from '@triggerkit/core/adapter'
import type { QueryRunner } from 'typeorm'
import type { TransactionStatement } from '../transaction/transaction-statement.ts'
import { labelOf, type SqliteMutex } from './sqlite-mutex.ts'

const reads = /^\s*(select|pragma|explain|values)\b/i
const writes = /\b(insert|update|delete|replace)\b/i

/** Sends SQL when the runner may: a transaction holds the connection from BEGIN to its end, a single write for its own time (R8). */
export async function guardSqlite<T>(
  mutex: SqliteMutex,
  runner: QueryRunner,
  sql: string,
  statement: TransactionStatement | undefined,
  send: (sql: string) => Promise<T>,
): Promise<T> {
  if (statement?.kind === 'begin') return begin(mutex, runner, sql, send)
  if (mutex.isHeldBy(runner)) {
    if (statement?.kind !== 'commit' && statement?.kind !== 'rollback') return send(sql)
    return end(mutex, runner, sql, statement.kind, send)
  }
  if (statement !== undefined) return outsideTransaction(mutex, sql, statement, send)
  if (isRead(sql)) return send(sql)
  await mutex.acquire(runner, sql)
  try {
    return await send(sql)
  } finally {
    mutex.release(runner)
  }
}

/** The end of a transaction that never began must not end the one that holds the connection. */
function outsideTransaction<T>(
  mutex: SqliteMutex,
  sql: string,
  statement: TransactionStatement,
  send: (sql: string) => Promise<T>,
): Promise<T> {
  if (!mutex.isHeld) return send(sql)
  if (statement.kind === 'rollback') return Promise.resolve(undefined as T)
  return Promise.reject(
    new TransactionClosedError({
      message: `"${labelOf(sql)}" came through a QueryRunner that is in no transaction; it was not sent.`,
    }),
  )
}

async function begin<T>(
  mutex: SqliteMutex,
  runner: QueryRunner,
  sql: string,
  send: (sql: string) => Promise<T>,
): Promise<T> {
  await mutex.acquire(runner, sql)
  try {
    return await send(/\b(immediate|exclusive)\b/i.test(sql) ? sql : 'BEGIN IMMEDIATE')
  } catch (error) {
    mutex.release(runner)
    throw error
  }
}

/** A COMMIT that fails leaves the transaction open; after a ROLLBACK there is none in any case. */
async function end<T>(
  mutex: SqliteMutex,
  runner: QueryRunner,
  sql: string,
  kind: string,
  send: (sql: string) => Promise<T>,
): Promise<T> {
  try {
    const result = await send(sql)
    mutex.release(runner)
    return result
  } catch (error) {
    if (kind === 'rollback') mutex.release(runner)
    throw error
  }
}

function isRead(sql: string): boolean {
  return reads.test(sql) || (/^\s*with\b/i.test(sql) && !writes.test(sql))
}
