import { StoreError } from '../errors/store-error.ts'

/** Milliseconds after which a store that says nothing is told of. */
const silentMs = 10_000

/**
 * Waits for a store's answer, and tells once where none comes for ten seconds: a connection that is dead without anybody having said so. It goes on
 * waiting, as asking anew would only take one connection after the other.
 */
export async function untilAnswered<T>(answer: Promise<T>, silent: (error: StoreError) => void): Promise<T> {
  const timer = setTimeout(() => silent(storeSilent()), silentMs)
  ;(timer as { unref?: () => void }).unref?.()
  try {
    return await answer
  } finally {
    clearTimeout(timer)
  }
}

function storeSilent(): StoreError {
  const message =
    `The store has not answered for ${silentMs / 1_000} seconds. What was loaded before stays active until it does. ` +
    "Give the database's client a time limit for its statements, so that a dead connection is noticed."
  return new StoreError({ code: 'STORE_UNREACHABLE', message })
}
