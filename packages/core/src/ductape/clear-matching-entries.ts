import { matchesGlob } from '../value/matches-glob.ts'
import { readMember } from './read-member.ts'

/** Pages of a hundred keys each. */
const maxPages = 10_000

/** Lists a cache's entries to the last page, then clears those whose keys match the glob; how many. */
export async function clearMatchingEntries(
  list: (page: number) => unknown,
  clear: (key: string) => unknown,
  pattern: string,
  signal: AbortSignal,
): Promise<number> {
  const keys: string[] = []
  for (let page = 1; page <= maxPages; page++) {
    signal.throwIfAborted()
    const answer = await list(page)
    const values = readMember(answer, 'values')
    const totalPages = readMember(answer, 'totalPages')
    if (!Array.isArray(values)) break
    for (const entry of values) {
      const key = readMember(entry, 'key')
      if (typeof key === 'string' && matchesGlob(key, pattern)) keys.push(key)
    }
    if (values.length === 0 || (typeof totalPages === 'number' && page >= totalPages)) break
  }
  for (const key of keys) {
    signal.throwIfAborted()
    await clear(key)
  }
  return keys.length
}
