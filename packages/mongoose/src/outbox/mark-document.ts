import type { JobRow, PauseTarget } from '@triggerkit/core/adapter'
import { toStoredText } from '../database/stored-text.ts'

/**
 * What `triggerkit_marks` has beside Jobs, by kind and name: `seq`, the counter; `dedupe:key`, until when it is taken; `pause:kind:name`;
 * `worker:id`, until when it is at work.
 */
export interface MarkDocument {
  readonly _id: string
  readonly value?: number
  readonly until?: number
  readonly target?: PauseTarget
  readonly worker?: string
  readonly instance?: string
}

/** All marks of a kind, by the index on `_id`. */
export function marksOf(kind: 'pause' | 'worker'): { _id: { $gte: string; $lt: string } } {
  return { _id: { $gte: `${kind}:`, $lt: `${kind};` } }
}

/** Of a name as it is stored. */
function storedPauseId({ kind, name }: PauseTarget): string {
  return `pause:${kind}:${name}`
}

export function pauseId({ kind, name }: PauseTarget): string {
  return storedPauseId({ kind, name: toStoredText(name) })
}

export function workerId(id: string): string {
  return `worker:${toStoredText(id)}`
}

/** The marks that would pause a Job, whose texts are as they are stored. */
export function pauseIdsOf({
  trigger,
  provider,
  orderingKey,
}: Pick<JobRow, 'trigger' | 'provider' | 'orderingKey'>): string[] {
  const ids = [storedPauseId({ kind: 'trigger', name: trigger }), storedPauseId({ kind: 'provider', name: provider })]
  if (orderingKey !== undefined) ids.push(storedPauseId({ kind: 'key', name: orderingKey }))
  return ids
}
