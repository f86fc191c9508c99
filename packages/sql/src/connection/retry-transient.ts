import { setTimeout as sleep } from 'node:timers/promises'
import { isTransientError } from '@triggerkit/core/adapter'

const maxAttempts = 12
const mostDelayMs = 500

/** Runs what changes little and seldom again where others were in its way: a deadlock, a serialization failure, a locked file. */
export async function retryTransient<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt()
    } catch (error) {
      if (tries >= maxAttempts || !isTransientError(error)) throw error
      await sleep(Math.min(mostDelayMs, 5 * 2 ** tries) * (0.5 + Math.random()))
    }
  }
}
