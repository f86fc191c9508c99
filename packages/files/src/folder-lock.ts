import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { StoreError } from '@triggerkit/core/adapter'
import { lock } from 'proper-lockfile'
import { makeHistoryFolder } from './history-file.ts'

/** Milliseconds after which the lock of a process that died is nobody's; who lives renews it. */
const staleMs = 5_000
const retries = { retries: 400, factor: 1.2, minTimeout: 5, maxTimeout: 50, randomize: true }

/** What waits in this process, by folder, so that only one of it asks for the lock at a time. */
const tails = new Map<string, Promise<unknown>>()

export interface FolderLock {
  /** To be set by work that sees signs that another process has the folder by now: a lock that is another's is not given back. */
  isLost: boolean
}

/** Runs `work` while no other change is made to the folder, by whichever process. */
export function inFolderLock<T>(folder: string, work: (lock: FolderLock) => Promise<T>): Promise<T> {
  const run = (): Promise<T> => whileLocked(folder, work)
  const result = (tails.get(folder) ?? Promise.resolve()).then(run, run)
  const tail = result
    .catch(() => undefined)
    .finally(() => {
      if (tails.get(folder) === tail) tails.delete(folder)
    })
  tails.set(folder, tail)
  return result
}

async function whileLocked<T>(folder: string, work: (lock: FolderLock) => Promise<T>): Promise<T> {
  const hidden = await makeHistoryFolder(folder)
  const lockFile = join(hidden, 'lock')
  const release = await lock(folder, {
    lockfilePath: lockFile,
    stale: staleMs,
    update: staleMs / 4,
    retries,
    realpath: false,
    // The work is short; one that was stopped for so long sees it by itself, from what it had written down.
    onCompromised: () => undefined,
  }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ELOCKED') throw cause
    const message = `The folder ${folder} is being changed by another process for long. Try again; if nobody does, remove ${lockFile}.`
    throw new StoreError({ code: 'STORE_UNREACHABLE', message, cause })
  })
  const inode = await inodeOf(lockFile)
  const held: FolderLock = { isLost: false }
  try {
    return await work(held)
  } finally {
    if (!held.isLost || (await inodeOf(lockFile)) === inode) await release().catch(() => undefined)
  }
}

async function inodeOf(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ ino }) => ino,
    () => undefined,
  )
}
