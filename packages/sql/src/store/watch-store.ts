import type { StoreWatcher } from '@triggerkit/core'
import { watchByPolling } from '@triggerkit/core/adapter'
import type { PostgresListener } from '../listen/postgres-listener.ts'

/** Milliseconds between two looks where LISTEN tells of changes: what was told while nobody listened is seen all the same. */
const netMs = 30_000

export interface StoreWatch {
  readonly watcher: StoreWatcher
  readonly scopeHash: string
  readonly pollMs: number
  /** Another one after each change. */
  readonly mark: () => Promise<string>
  readonly listener: PostgresListener | undefined
}

/** Watches by LISTEN where there is a listener, and by looking; once the listener's connection is lost, as often as without one. */
export async function watchStore({
  watcher,
  scopeHash,
  pollMs,
  mark,
  listener,
}: StoreWatch): Promise<() => Promise<void>> {
  if (listener === undefined) return watchByPolling(watcher, pollMs, mark)
  const net = watchByPolling(watcher, Math.max(netMs, pollMs), mark)
  const endNet = await net
  const begun: Promise<() => Promise<void>>[] = [net]
  const endAll = async (): Promise<void> => {
    for (const each of begun) await (await each)()
  }
  let isListening = true
  const lost = (): void => {
    if (!isListening) return
    isListening = false
    void endNet()
    begun.push(watchByPolling(watcher, pollMs, afterAnother(mark)))
  }
  const told = (payload: string): void => {
    if (payload === scopeHash) watcher.changed()
  }
  try {
    begun.unshift(Promise.resolve(await listener.listen({ told, lost })))
  } catch (error) {
    isListening = false
    await endAll()
    throw error
  }
  return async () => {
    isListening = false
    await endAll()
  }
}

/** A mark that is preceded by another one, which needs no store that answers: what changed meanwhile is seen with the first look. */
function afterAnother(mark: () => Promise<string>): () => Promise<string> {
  let isFirst = true
  return async () => {
    if (!isFirst) return mark()
    isFirst = false
    return ''
  }
}
