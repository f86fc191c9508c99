import type { ActionPlace } from './execute-action.ts'

/**
 * Executes an action whose failure does not end its transaction: what it has written is undone then, so that what comes after it finds the
 * transaction usable (R4). Outside a transaction, and where there are no savepoints, it is executed as it is.
 */
export function inSavepoint(
  place: ActionPlace,
  execute: (place: ActionPlace) => Promise<unknown[]>,
): Promise<unknown[]> {
  const { port, handle, inTransaction } = place
  if (!inTransaction || handle === undefined || !port?.capabilities.savepoints) return execute(place)
  return port.transaction(handle, {}, (savepoint) => execute({ ...place, handle: savepoint }))
}
