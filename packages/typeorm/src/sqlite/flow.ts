import { AsyncLocalStorage } from 'node:async_hooks'
import type { QueryRunner } from 'typeorm'
import type { SqliteMutex } from './sqlite-mutex.ts'

/** Runners whose transactions the current asynchronous flow runs in. Only entered where a mutex needs it (R39). */
const flow = new AsyncLocalStorage<readonly QueryRunner[]>()

/** Runs `body` as part of what the runner's transaction does. */
export function inFlow<T>(mutex: SqliteMutex | undefined, runner: QueryRunner, body: () => Promise<T>): Promise<T> {
  if (mutex === undefined) return body()
  return flow.run([...(flow.getStore() ?? []), runner], body)
}

export function flowHolds(runner: QueryRunner): boolean {
  return flow.getStore()?.includes(runner) ?? false
}
