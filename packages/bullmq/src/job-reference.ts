import type { JobRow } from '@triggerkit/core/adapter'

/**
 * What travels through BullMQ: which Job, and which of its rounds; the Job itself stays in the outbox. A round ends when the Job is due anew, by a
 * retry or because it was given back: what is left in BullMQ of an earlier one is passed over.
 */
export interface JobReference {
  /** Version of this. */
  readonly triggerkit: 1
  readonly id: string
  readonly runAt: number
}

export function toReference({ id, runAt }: Pick<JobRow, 'id' | 'runAt'>): JobReference {
  return { triggerkit: 1, id, runAt }
}

/**
 * BullMQ's id of a round: it adds no second one of that id, however often a Job is relayed. Not the Job's id alone, since the last round may not
 * be over in BullMQ yet when the next one comes.
 */
export function roundId({ id, runAt }: Pick<JobRow, 'id' | 'runAt'>): string {
  return `${id}-${runAt}`
}

export function readReference(data: unknown): JobReference | undefined {
  if (data === null || typeof data !== 'object') return undefined
  const { triggerkit, id, runAt } = data as Partial<JobReference>
  return triggerkit === 1 && typeof id === 'string' && typeof runAt === 'number' ? { triggerkit, id, runAt } : undefined
}
