import type { ConnectionLike } from '../mongoose-like.ts'

/** A replica set and a sharded cluster have transactions, a standalone server has none (R10). What it is is known once it has answered. */
export function hasTransactions(connection: ConnectionLike): boolean {
  const servers = [...(connection.getClient()?.topology?.description.servers.values() ?? [])]
  return !servers.some(({ type }) => type === 'Standalone')
}
