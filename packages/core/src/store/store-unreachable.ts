import { StoreError } from '../errors/store-error.ts'
import { messageOf } from '../errors/to-error.ts'

/** What who watches a store is told while nothing can be heard of changes. */
export function storeUnreachable(cause: unknown): StoreError {
  const reason = messageOf(cause).replace(/\.$/, '')
  const message = `The store cannot be asked for changes now: ${reason}. It is asked again until it answers.`
  return new StoreError({ code: 'STORE_UNREACHABLE', message, cause })
}
