import type { StoreScope } from '@triggerkit/core'
import type { mongo } from 'mongoose'
import type { StoreDatabase } from './store-database.ts'
import { scopeFilter } from './version-document.ts'

/** Most milliseconds until a change stream is there. */
const openMs = 5_000

/**
 * Calls `changed` at each new version in the scope by a change stream, and `lost` once where it ends by itself; the driver itself goes on where another
 * server has become the primary. Rejects where there is none: on a standalone server, for a user who may not, and with servers before MongoDB 4.2.
 */
export async function followVersions(
  { versions }: StoreDatabase,
  scope: StoreScope,
  changed: () => void,
  lost: (error: Error) => void,
): Promise<{ end(): Promise<void> }> {
  const { product, database } = scopeFilter(scope)
  const stream = versions.watch([
    { $match: { operationType: 'insert', 'fullDocument.product': product, 'fullDocument.database': database } },
  ])
  let isOpen = false
  const end = async (): Promise<void> => {
    isOpen = false
    await stream.close().catch(() => undefined)
  }
  stream.on('change', changed)
  stream.on('error', (error) => {
    const wasOpen = isOpen
    void end()
    if (wasOpen) lost(error)
  })
  try {
    await untilOpen(stream)
    isOpen = true
  } catch (error) {
    await end()
    throw error
  }
  return { end }
}

/** Its first answer has a token to go on from. */
function untilOpen(stream: mongo.ChangeStream): Promise<void> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error('the change stream does not begin')), openMs)
    stream.once('resumeTokenChanged', () => {
      clearTimeout(limit)
      resolve()
    })
    stream.once('error', (error) => {
      clearTimeout(limit)
      reject(error)
    })
  })
}
