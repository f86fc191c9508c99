import type { ClaimedJob, NewJob } from '../queue/job.ts'
import type { ObservedAttempt, ObservedJob } from './observation.ts'

type JobMember = keyof ObservedJob | 'triggerVersion'

/** A Job, as observers are told of it: nothing of what it carries. */
export function toObservedJob({
  id,
  trigger: tag,
  triggerVersion: version,
  action,
  handler,
  provider,
  table,
  key,
}: Pick<NewJob, JobMember>): ObservedJob {
  return { id, trigger: { tag, version }, action, handler, provider, table, key }
}

export function toObservedAttempt(job: ClaimedJob): ObservedAttempt {
  return { ...toObservedJob(job), attempt: job.attempts, createdAt: job.createdAt }
}
