import { keyText } from '../change/row-key.ts'
import { type ChainSoFar, type JobDraft, makeJob } from '../queue/make-job.ts'
import type { PendingRun } from './pending-run.ts'

/** The Jobs of the runs' queued actions, in their order. */
export function jobsOfRuns(runs: readonly PendingRun[]): JobDraft[] {
  const jobs: JobDraft[] = []
  for (const { planned, context, origin, change } of runs) {
    if (planned.queued.length === 0) continue
    const key = change === undefined ? '' : keyText(Object.keys(change.key), change.key)
    const chain: ChainSoFar = { earlier: {} }
    for (const action of planned.queued) jobs.push(makeJob({ planned, action, context, origin, key }, chain))
  }
  return jobs
}
