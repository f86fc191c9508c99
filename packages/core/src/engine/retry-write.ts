import { WriteConflictError } from '../errors/write-conflict-error.ts'
import { isTransientError } from './transient-error.ts'

const maxAttempts = 4
const baseDelayMs = 5

/** Runs a Write's steps in a transaction of ours again, up to three times, after a transient error or a conflict, with jitter (R3, R11). */
export function retryWrite<T>(attempt: () => Promise<T>, reset: () => void): Promise<T> {
  return retry(attempt, reset, (error) => isTransientError(error) || WriteConflictError.isInstance(error))
}

/** Runs them in a savepoint of the caller's transaction again where a row came between the look and an upsert, and only then (R13). */
export function retryInSavepoint<T>(attempt: () => Promise<T>, reset: () => void): Promise<T> {
  return retry(attempt, reset, (error) => WriteConflictError.isInstance(error) && error.cameBetween)
}

async function retry<T>(
  attempt: () => Promise<T>,
  reset: () => void,
  isWorthIt: (error: unknown) => boolean,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt()
    } catch (error) {
      if (tries >= maxAttempts || !isWorthIt(error)) throw error
      reset()
      const delayMs = baseDelayMs * 2 ** tries * (0.5 + Math.random())
      await new Promise((resolve) => setTimeout(resolve, delayMs))
    }
  }
}
