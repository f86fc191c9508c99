import { matchesGlob } from '@triggerkit/core/adapter'
import { toRedisGlob } from './redis-glob.ts'
import type { RedisCommand, RedisLike } from './redis-like.ts'
import { sendCommand, sendCommands } from './send-commands.ts'

const keysPerStep = 1_000

interface Search {
  /** What whole keys begin with. */
  prefix: string
  glob: string
  signal: AbortSignal
}

/**
 * Deletes the keys that match the glob within the prefix, a thousand at a time; how many. On a cluster: of each of its primaries. It never asks
 * for all keys at once, so that neither Redis nor this process is held up. Rejects between two steps once the signal is aborted.
 */
export async function deleteMatching(
  client: RedisLike,
  keyPrefix: string,
  glob: string,
  signal: AbortSignal,
): Promise<number> {
  const search = { prefix: prefixOf(client) + keyPrefix, glob, signal }
  if (client.isCluster !== true) return deleteOnNode(client, search)
  await sendCommand(client, ['ping'])
  let deleted = 0
  for (const node of client.nodes?.('master') ?? []) deleted += await deleteOnNode(node, search)
  return deleted
}

async function deleteOnNode(node: RedisLike, { prefix, glob, signal }: Search): Promise<number> {
  const pattern = toRedisGlob(prefix, glob)
  let deleted = 0
  let cursor = '0'
  do {
    signal.throwIfAborted()
    const scan: RedisCommand = ['scan', cursor, 'MATCH', pattern, 'COUNT', keysPerStep]
    const [next, keys] = (await sendCommand(node, scan)) as [string, string[]]
    signal.throwIfAborted()
    const found = keys.filter((key) => key.startsWith(prefix) && matchesGlob(key.slice(prefix.length), glob))
    deleted += await unlink(node, found)
    cursor = String(next)
  } while (cursor !== '0')
  return deleted
}

/** ioredis puts the prefix of its options before the keys that it is given, and leaves it on those that it gives. */
async function unlink(node: RedisLike, keys: readonly string[]): Promise<number> {
  if (keys.length === 0) return 0
  const own = prefixOf(node).length
  const results = await sendCommands(
    node,
    keys.map((key) => ['unlink', key.slice(own)]),
  )
  let deleted = 0
  for (const result of results) {
    if ('error' in result) throw result.error
    deleted += Number(result.value)
  }
  return deleted
}

function prefixOf({ options }: RedisLike): string {
  return options?.keyPrefix ?? ''
}
