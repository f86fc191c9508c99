import { setTimeout as sleep } from 'node:timers/promises'
import { isTransientError } from '@triggerkit/core/adapter'
import type { SqlTables } from '../statement/sql-tables.ts'

const maxAttempts = 12
const mostDelayMs = 500

/** Runs what changes little and seldom again where others were in its way: a deadlock, a serialization failure, a locked file. */
export async function retryTransient<T>({ dialect }: SqlTables, attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt()
    } catch (error) {
      const isWorthIt = isTransientError(error) || (dialect.database === 'sqlite' && isLocked(error))
      if (tries >= maxAttempts || !isWorthIt) throw error
      await sleep(Math.min(mostDelayMs, 5 * 2 ** tries) * (0.5 + Math.random()))
    }
  }
}

/** Prisma has a code of its own for a file that others have locked, which for a server says that it is slow. */
function isLocked(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === 'P1008'
}
