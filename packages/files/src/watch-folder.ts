import { type FSWatcher, watch } from 'node:fs'
import type { StoreWatcher } from '@triggerkit/core'
import { watchByPolling } from '@triggerkit/core/adapter'
import { findFiles, markOf } from './read-folder.ts'

/** Milliseconds of silence after which a change is told: an editor writes a file in several steps. */
const settleMs = 50

/** Tells of changes as the file system does; and looks by itself, for the systems and folders of which nothing is told. */
export async function watchFolder(folder: string, watcher: StoreWatcher, pollMs: number): Promise<() => Promise<void>> {
  const endPolling = await watchByPolling(watcher, pollMs, async () => markOf(await findFiles(folder)))
  let timer: ReturnType<typeof setTimeout> | undefined
  let ended = false
  const told = (_event: string, name: string | null): void => {
    // A recursive watch may still tell of what it saw before it was closed.
    if (ended || name?.split(/[\\/]/).some((part) => part.startsWith('.'))) return
    clearTimeout(timer)
    timer = setTimeout(() => watcher.changed(), settleMs)
    timer.unref()
  }
  const listening = listen(folder, told)
  return async () => {
    ended = true
    listening?.close()
    clearTimeout(timer)
    await endPolling()
  }
}

function listen(folder: string, told: (event: string, name: string | null) => void): FSWatcher | undefined {
  try {
    const listening = watch(folder, { recursive: true, persistent: false }, told)
    // A folder that is removed, or too many of them: what is polled is enough.
    listening.on('error', () => listening.close())
    return listening
  } catch {
    return undefined
  }
}
