import type { Settlement } from '@triggerkit/core/adapter'
import type { mongo } from 'mongoose'
import { toStoredTexts } from '../database/stored-text.ts'
import type { JobDocument } from './job-document.ts'
import type { SettledJob } from './settle-jobs.ts'

interface SettlementMoment {
  now: number
  /** Those that are over are marked until their chain knows. */
  isMarked: boolean
}

type Fields = { -readonly [Name in keyof JobDocument]?: JobDocument[Name] }
type Names = Partial<Record<keyof JobDocument, ''>>

/** What becomes of a Job whose lease ends. */
export function toJobUpdate(
  settlement: Settlement,
  job: SettledJob,
  moment: SettlementMoment,
): mongo.UpdateFilter<JobDocument> {
  const { set, unset = {}, inc } = changesOf(settlement, job, moment)
  if (settlement.history !== undefined) set.history = settlement.history
  const gone: Names = settlement.state === 'relayed' ? unset : { lease: '', ...unset }
  return {
    $set: toStoredTexts(set),
    ...(Object.keys(gone).length > 0 && { $unset: gone }),
    ...(inc !== undefined && { $inc: { [inc[0]]: inc[1] } }),
  } as mongo.UpdateFilter<JobDocument>
}

interface JobChanges {
  set: Fields
  unset?: Names
  inc?: readonly ['attempts' | 'failures', number]
}

function changesOf(settlement: Settlement, { _id, chain, onDead }: SettledJob, moment: SettlementMoment): JobChanges {
  const { now } = moment
  // A relayed Job, whose lease is its id, has given its attempt back already.
  const uncounted = settlement.lease === settlement.id ? {} : ({ inc: ['attempts', -1] } as const)
  const over: Fields = {
    finishedAt: now,
    ...(moment.isMarked && chain !== undefined && { unfollowed: true }),
  }
  switch (settlement.state) {
    case 'completed': {
      const { result } = settlement
      return {
        set: { ...over, state: 'completed', ...(result !== undefined && { result }) },
        unset: { dueAt: '', heldKey: '', error: '', ...(result === undefined && { result: '' }) },
      }
    }
    case 'dead':
      return {
        set: { ...over, state: 'dead', error: settlement.error },
        unset: { dueAt: '', ...(onDead === 'skip' && { heldKey: '' }) },
        inc: ['failures', 1],
      }
    case 'ready': {
      const runAt = now + settlement.delayMs
      return { set: { state: 'ready', runAt, dueAt: runAt, error: settlement.error }, inc: ['failures', 1] }
    }
    case 'released': {
      const runAt = now + (settlement.delayMs ?? 0)
      return {
        set: { state: 'ready', runAt, dueAt: runAt },
        ...(settlement.counts !== true && uncounted),
      }
    }
    case 'relayed': {
      const set: Fields = { state: 'relayed', lease: _id, dueAt: now + settlement.deadlineMs }
      return settlement.begins && settlement.lease === _id ? { set, inc: ['attempts', 1] } : { set, ...uncounted }
    }
  }
}
