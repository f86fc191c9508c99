import { LockWaitError } from '@triggerkit/core/adapter'
import type { QueryRunner } from 'typeorm'
import { flowHolds } from './flow.ts'

interface Waiting {
  runner: QueryRunner
  sql: string
  go: () => void
}

const defaultMaxWaitMs = 10_000

/** Lets one runner at a time write to a SQLite database whose one connection all of them share, first come, first served (R8). */
export class SqliteMutex {
  readonly #maxWaitMs: number
  readonly #ownMaxWaits = new WeakMap<QueryRunner, number>()
  #holder: { runner: QueryRunner; sql: string } | undefined
  #waiting: Waiting[] = []

  constructor(maxWaitMs: number = defaultMaxWaitMs) {
    this.#maxWaitMs = maxWaitMs
  }

  get isHeld(): boolean {
    return this.#holder !== undefined
  }

  isHeldBy(runner: QueryRunner): boolean {
    return this.#holder?.runner === runner
  }

  /** Milliseconds that this runner waits, where they differ from the rest. */
  limitWait(runner: QueryRunner, maxWaitMs: number | undefined): void {
    if (maxWaitMs !== undefined) this.#ownMaxWaits.set(runner, maxWaitMs)
  }

  /** Resolves when the runner holds the connection; rejects at once where its own caller holds it, and after the longest wait. */
  acquire(runner: QueryRunner, sql: string): Promise<void> {
    if (this.#holder === undefined) {
      this.#holder = { runner, sql }
      return Promise.resolve()
    }
    if (flowHolds(this.#holder.runner)) return Promise.reject(this.#ownCallerHolds(sql))
    return new Promise((resolve, reject) => {
      const maxWaitMs = this.#ownMaxWaits.get(runner) ?? this.#maxWaitMs
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter((each) => each !== waiting)
        reject(this.#waitedTooLong(sql, maxWaitMs))
      }, maxWaitMs)
      const waiting: Waiting = {
        runner,
        sql,
        go: () => {
          clearTimeout(timer)
          resolve()
        },
      }
      this.#waiting.push(waiting)
    })
  }

  release(runner: QueryRunner): void {
    if (!this.isHeldBy(runner)) return
    const next = this.#waiting.shift()
    this.#holder = next && { runner: next.runner, sql: next.sql }
    next?.go()
  }

  #ownCallerHolds(sql: string): LockWaitError {
    return new LockWaitError({
      message:
        `"${labelOf(sql)}" waits for SQLite's one connection, which a transaction of its own caller holds ("${labelOf(this.#holder!.sql)}"), and would wait for ever. ` +
        "Inside a transaction use the manager that it was given (or the runner's own), not the DataSource or a repository made from it.",
    })
  }

  #waitedTooLong(sql: string, maxWaitMs: number): LockWaitError {
    return new LockWaitError({
      message:
        `"${labelOf(sql)}" has waited ${maxWaitMs} ms for SQLite's one connection, which "${labelOf(this.#holder?.sql ?? 'nothing')}" holds. If that is a ` +
        "QueryRunner's transaction in the same flow, write through that runner's manager and end its transaction; else raise " +
        'triggers(engine, { maxWaitMs }).',
    })
  }
}

/** A statement on one line, as an error tells of it. Only errors do: it costs more than the lock. */
export function labelOf(sql: string): string {
  const text = sql.trim().replace(/\s+/g, ' ')
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
