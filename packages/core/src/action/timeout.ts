import type { Clock } from './clock.ts'

/** More than a timer can hold: no limit. */
const longestTimerMs = 2 ** 31 - 1

export interface TimeoutOptions {
  /** From 2³¹ milliseconds on, and `Infinity`: no limit. */
  timeoutMs: number
  clock: Clock
  /** Ends the attempt before its time, with its own reason. */
  within?: AbortSignal
  /** What it rejects with, and the signal's reason, when the time is up. */
  error: () => Error
}

/**
 * Does `work` with a signal that is aborted when the time is up, and rejects then without waiting any longer: what `work` still does is not
 * heard of, so it has to heed the signal between its steps.
 */
export function withTimeout<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { timeoutMs, clock, error, within }: TimeoutOptions,
): Promise<T> {
  const controller = new AbortController()
  const isLimited = timeoutMs <= longestTimerMs
  if (!isLimited && within === undefined) return work(controller.signal)
  return new Promise((resolve, reject) => {
    const stop = (reason: unknown): void => {
      reject(reason as Error)
      controller.abort(reason)
    }
    const onAbort = (): void => stop(within!.reason)
    const cancel = isLimited ? clock.after(Math.max(0, timeoutMs), () => stop(error())) : () => undefined
    within?.addEventListener('abort', onAbort, { once: true })
    work(controller.signal)
      .then(resolve, reject)
      .finally(() => {
        cancel()
        within?.removeEventListener('abort', onAbort)
      })
  })
}
