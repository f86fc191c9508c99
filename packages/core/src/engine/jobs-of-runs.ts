import { keyText } from '../change/row-key.ts'
import { type ChainSoFar, type JobDraft, makeJob } from '../queue/make-job.ts'
import { identityOf } from '../telemetry/identity-of.ts'
import type { Observers } from '../telemetry/observers.ts'
import type { PendingRun } from './pending-run.ts'

/** The Jobs of the runs' queued actions, in their order. */
export function jobsOfRuns(runs: readonly PendingRun[], observers: Observers | undefined): JobDraft[] {
  const jobs: JobDraft[] = []
  for (const run of runs) {
    if (run.planned.queued.length === 0) continue
    for (const job of observers === undefined ? jobsOf(run) : observedJobsOf(run, observers)) jobs.push(job)
  }
  return jobs
}

function jobsOf({ planned, context, origin, change }: PendingRun, observers?: Observers): JobDraft[] {
  const key = change === undefined ? '' : keyText(Object.keys(change.key), change.key)
  const chain: ChainSoFar = { earlier: {} }
  const carried = observers?.carry()
  return planned.queued.map((action) => makeJob({ planned, action, context, origin, key, carried }, chain))
}

/** Within what the Write was observed as, and the trigger: what they carry leads back to these. */
function observedJobsOf(run: PendingRun, observers: Observers): JobDraft[] {
  const { planned, context, origin } = run
  const make = (): JobDraft[] => {
    const match = { table: context.table, phase: 'queued', rows: context.count ?? 1 } as const
    const observed = observers.trigger({ trigger: identityOf(planned.trigger), event: planned.event, ...match })
    if (observed === undefined) return jobsOf(run, observers)
    try {
      const jobs = observed.run(() => jobsOf(run, observers))
      observed.end({})
      return jobs
    } catch (thrown) {
      observed.end({ error: thrown as Error })
      throw thrown
    }
  }
  return origin.observed === undefined ? make() : origin.observed.run(make)
}
