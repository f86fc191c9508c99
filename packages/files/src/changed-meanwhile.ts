import { StoreError } from '@triggerkit/core/adapter'

/** Somebody has changed what a change goes by: by hand, or another process, as this one was stopped for long. Nothing was done yet. */
export class ChangedMeanwhile extends Error {
  toStoreError(folder: string): StoreError {
    const message = `The files in ${folder} are being changed all the while, so that nothing was stored. Try again when they are not.`
    return new StoreError({ code: 'STORE_UNREACHABLE', message, cause: this })
  }
}

/** For a file that has come although it should have been new, or has gone. */
export function ifMoved(error: NodeJS.ErrnoException): never {
  const isMoved = error.code === 'EEXIST' || error.code === 'ENOENT'
  throw isMoved ? new ChangedMeanwhile('A file has come or gone meanwhile.', { cause: error }) : error
}
