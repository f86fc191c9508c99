import { setTimeout as delay } from 'node:timers/promises'

/** Waits until it holds, at most so long; whether it does. What is told of a receiver has often arrived a moment later. */
export async function until(holds: () => boolean | Promise<boolean>, maxMs = 15_000): Promise<boolean> {
  for (const end = Date.now() + maxMs; Date.now() < end; await delay(20)) if (await holds()) return true
  return holds()
}
