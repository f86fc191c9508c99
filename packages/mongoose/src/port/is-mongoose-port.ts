import type { Port } from '@triggerkit/core/adapter'
import type { ConnectionLike } from '../mongoose-like.ts'

/** By what it has: a port may come of another copy of this package. */
export function isMongoosePort(port: Port): port is Port & { connection: ConnectionLike } {
  const { connection } = port as { connection?: Partial<ConnectionLike> }
  return typeof connection?.startSession === 'function' && typeof connection.getClient === 'function'
}
