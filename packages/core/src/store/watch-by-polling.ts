import { storeUnreachable } from './store-unreachable.ts'
import type { StoreWatcher } from './trigger-store.ts'
import { untilAnswered } from './until-answered.ts'

/** Most milliseconds between two attempts at a store that does not answer. */
const mostMs = 30_000

/**
 * For stores that nothing tells of changes: asks for a mark of what is stored (a count, a time, a hash) every so many milliseconds, and calls
 * `changed` where it is another one. Resolves with what ends it once the first mark is there; rejects where that cannot be had. While the store
 * does not answer it is asked ever less often, and told of once; one that is silent is waited for.
 */
export async function watchByPolling(
  watcher: StoreWatcher,
  everyMs: number,
  mark: () => Promise<string>,
): Promise<() => Promise<void>> {
  let last: string | undefined = await mark()
  let failures = 0
  let ended = false
  let asking: Promise<void> = Promise.resolve()
  const failed = (error: Error): void => {
    if (!ended && ++failures === 1) watcher.failed(error)
  }
  const ask = async (): Promise<void> => {
    try {
      const now = await untilAnswered(mark(), failed)
      if (ended) return
      const isOther = now !== last || failures > 0
      last = now
      failures = 0
      if (isOther) watcher.changed()
    } catch (error) {
      failed(storeUnreachable(error))
    }
    schedule()
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  const schedule = (): void => {
    if (ended) return
    timer = setTimeout(() => (asking = ask()), Math.min(mostMs, everyMs * 2 ** failures))
    ;(timer as { unref?: () => void }).unref?.()
  }
  schedule()
  return async () => {
    ended = true
    clearTimeout(timer)
    await asking
  }
}
