import { matchesGlob } from '@triggerkit/core/adapter'
import type { KeyvLike } from './keyv-like.ts'

/** Keys that are held in memory; what there is beyond it is found by looking again. */
const keysPerRound = 10_000
const deletesAtOnce = 100

/** Why its keys cannot be looked through; nothing where they can. */
export function problemOfIterator({ iterator, namespace, useKeyPrefix, store }: KeyvLike): string | undefined {
  if (typeof iterator !== 'function' || !canBeListed(store))
    return 'its store has no way to list its keys. Use a store that has `iterator`, or redis() of @triggerkit/providers/redis'
  if (useKeyPrefix === true && !namespace)
    return 'its Keyv lists keys without what precedes their first colon. Give it a `namespace`, or `useKeyPrefix: false`'
  return undefined
}

/** Keyv 6 puts a store of its own round that of the user, which lists nothing where that one cannot. */
function canBeListed(store: unknown): boolean {
  const inner = (store as { store?: Partial<Map<string, unknown>> & { iterator?: unknown } } | undefined)?.store
  if (typeof inner !== 'object' || inner === null) return true
  return typeof inner.iterator === 'function' || typeof inner[Symbol.iterator] === 'function'
}

/** Deletes the keys that match the glob; how many. No key is deleted while the store is being looked through: many lose their place by it. */
export async function deleteMatching(keyv: KeyvLike, glob: string, signal: AbortSignal): Promise<number> {
  let deleted = 0
  for (;;) {
    const keys = await findMatching(keyv, glob, signal)
    const gone = await deleteAll(keyv, keys, signal)
    deleted += gone
    if (keys.length < keysPerRound) return deleted
    if (gone === 0) throw new Error('the store lists keys that it does not delete')
  }
}

async function findMatching(keyv: KeyvLike, glob: string, signal: AbortSignal): Promise<string[]> {
  const keys: string[] = []
  for await (const entry of keyv.iterator!(keyv.namespace)) {
    signal.throwIfAborted()
    const key: unknown = Array.isArray(entry) ? entry[0] : entry
    if (typeof key === 'string' && matchesGlob(key, glob)) keys.push(key)
    if (keys.length === keysPerRound) break
  }
  return keys
}

async function deleteAll(keyv: KeyvLike, keys: readonly string[], signal: AbortSignal): Promise<number> {
  let deleted = 0
  for (let start = 0; start < keys.length; start += deletesAtOnce) {
    signal.throwIfAborted()
    const answers = await Promise.all(keys.slice(start, start + deletesAtOnce).map((key) => keyv.delete(key)))
    deleted += answers.filter((answer) => answer === true).length
  }
  return deleted
}
