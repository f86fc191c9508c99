import { LimitExceededError } from '../errors/limit-exceeded-error.ts'
import type { StoredPolicy } from './stored-policy.ts'

/**
 * Refuses to load more definitions than an engine takes (R46): each costs memory, and time at every Write of its tables.
 *
 * @throws LimitExceededError
 */
export function assertLoadCount(found: number, { bounds }: StoredPolicy): void {
  const limit = bounds.maxTriggers
  if (found <= limit) return
  throw new LimitExceededError({
    limit,
    found,
    message:
      `The store has ${found} definitions for this database; at most ${limit} are loaded, so none of them was. ` +
      'Delete what is not needed, or raise `createTriggers({ stored: { maxTriggers } })`.',
  })
}
