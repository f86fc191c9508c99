import type { StoreScope, StoreWatcher } from '@triggerkit/core'
import { watchByPolling, watchBySubscription } from '@triggerkit/core/adapter'
import { lastSeq } from './append-version.ts'
import { followVersions } from './follow-versions.ts'
import type { StoreDatabase } from './store-database.ts'

/** Milliseconds between two looks for changes where there is no change stream. */
const pollMs = 400

/** By a change stream; by looking from time to time where there is none, whatever the reason. */
export async function watchStore(
  database: () => Promise<StoreDatabase>,
  scope: StoreScope,
  watcher: StoreWatcher,
): Promise<() => Promise<void>> {
  const mark = async (): Promise<string> => String(await lastSeq(await database(), scope))
  await mark()
  try {
    return await watchBySubscription(watcher, {
      subscribe: async (changed, lost) => followVersions(await database(), scope, changed, lost),
      mark,
    })
  } catch {
    return watchByPolling(watcher, pollMs, mark)
  }
}
