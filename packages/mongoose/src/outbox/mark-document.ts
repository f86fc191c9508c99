import type { JobRow, PauseTarget } from '@triggerkit/core/adapter'

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

export function pauseId({ kind, name }: PauseTarget): string {
  return `pause:${kind}:${name}`
}

export function workerId(id: string): string {
  return `worker:${id}`
}

/** The marks that would pause a Job. */
export function pauseIdsOf({
  trigger,
  provider,
  orderingKey,
}: Pick<JobRow, 'trigger' | 'provider' | 'orderingKey'>): string[] {
  const ids = [pauseId({ kind: 'trigger', name: trigger }), pauseId({ kind: 'provider', name: provider })]
  if (orderingKey !== undefined) ids.push(pauseId({ kind: 'key', name: orderingKey }))
  return ids
}
