import { messageOf } from '../errors/to-error.ts'
import type { CheckFinding } from './check-finding.ts'

/** The store cannot be read, so that what is active may not be what is stored. `since` is ISO 8601 in UTC. */
export function staleStore(error: Error, since: string): CheckFinding {
  const message = `The stored triggers are those of the last load that succeeded: since ${since} the store cannot be read. ${messageOf(error)}`
  return { severity: 'warning', code: 'STORE_STALE', message }
}
