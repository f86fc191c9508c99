import { matchesGlob } from '@triggerkit/core/adapter'
import type { KeyvLike } from './keyv-like.ts'

/** Keys that are held in memory; what there is beyond it is found by looking again. */
const keysPerRound = 10_000
const deletesAtOnce = 100

/** Why its keys cannot be looked through; nothing where they can. */
export function problemOfIterator({ iterator, namespace, useKeyPrefix, store }: KeyvLike): string | undefined {
  const told = (store as { capabilities?: { methods?: { iterator?: { exists?: boolean } } } } | undefined)?.capabilities
  if (typeof iterator !== 'function' || told?.methods?.iterator?.exists === false)
    return 'its store has no way to list its keys. Use a store that has `iterator`, or redis() of @triggerkit/providers/redis'
  if (useKeyPrefix === true && !namespace)
    return 'its Keyv lists keys without what precedes their first colon. Give it a `namespace`, or `useKeyPrefix: false`'
  return undefined
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
