import type { JobRow, NewJob } from '@triggerkit/core/adapter'
import { fromStoredText, fromStoredTexts, toStoredText, toStoredTexts } from '../database/stored-text.ts'

/** A Job as a document of `triggerkit_jobs`. */
export interface JobDocument extends Omit<JobRow, 'id'> {
  readonly _id: string
  /** Name of the lease, of a leased or relayed Job. */
  readonly lease?: string
  /** Its ordering key as long as later Jobs of that key wait for it. */
  readonly heldKey?: string
  /** It has ended, and those after it in its chain do not know yet: only where there are no transactions. */
  readonly unfollowed?: true
}

/** A Job as it is appended. */
export function toJobDocument(job: NewJob, seq: number, now: number): JobDocument {
  const { id, runAt: given, dedupe: _dedupe, orderingKey, chain, ...rest } = job
  const runAt = given === undefined ? now : 'at' in given ? given.at : now + given.inMs
  const waits = (chain?.position ?? 0) > 0
  return {
    ...toStoredTexts({
      _id: id,
      ...rest,
      ...(orderingKey !== undefined && { orderingKey, heldKey: orderingKey }),
    }),
    ...(chain !== undefined && { chain: { id: toStoredText(chain.id), position: chain.position } }),
    seq,
    state: waits ? 'waiting' : 'ready',
    attempts: 0,
    failures: 0,
    createdAt: now,
    runAt,
    ...(!waits && { dueAt: runAt }),
  }
}

/** A Job as people look at it. */
export function toJobRow(document: JobDocument): JobRow {
  const { _id: id, lease: _lease, heldKey: _key, unfollowed: _unfollowed, chain, ...job } = document
  return {
    ...fromStoredTexts({ id, ...job }),
    ...(chain !== undefined && { chain: { id: fromStoredText(chain.id), position: chain.position } }),
  }
}
