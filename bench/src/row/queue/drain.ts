import { setTimeout as sleep } from 'node:timers/promises'
import { findService } from '@triggerkit/conformance/service'
import { tellParent } from '../../contest/contest-process.ts'
import type { Contestant } from '../../contest/contestant.ts'
import { machineNow } from '../../contest/machine-clock.ts'
import { ratioOf } from '../../contest/ratio.ts'
import { RemoteContestant } from '../../contest/remote-contestant.ts'
import { runContest, type Timings } from '../../contest/run-contest.ts'
import type { OpenQueue } from '../../fixture/queue/job-queue.ts'
import { openQueues } from '../../fixture/queue/open-queues.ts'
import type { BenchRow, RowGroup } from '../../table/bench-row.ts'
import { duration } from '../../table/unit.ts'

const ours = 'triggerkit'
const asItComes = 'triggerkit-as-it-comes'
/** Beside which it may not be slower (DESIGN). */
const budgeted = ['bullmq', 'graphile-worker']
const rivals: Readonly<Record<string, string>> = {
  bullmq: 'BullMQ, on Redis',
  'graphile-worker': 'graphile-worker',
  'pg-boss': 'pg-boss',
  'skip-locked': 'a loop of SKIP LOCKED by hand',
  [asItComes]: 'its own default batch of 64',
}
const names = [ours, ...Object.keys(rivals)]
const workerCounts = [1, 2] as const
const warmUpJobs = 2_000
/** How often is looked whether all is done. */
const lookMs = 3

/** So many processes work until a full queue is drained. */
export const queueDrainContestants: Record<string, Contestant> = {
  ...Object.fromEntries(
    workerCounts.flatMap((workers) =>
      names.map((name) => [`queue-drain/${workers}/${name}`, contestant(name, workers)]),
    ),
  ),
  ...Object.fromEntries(names.map((name) => [`queue-drain-worker/${name}`, worker(openQueues[name]!)])),
}

export const queueDrainRows: RowGroup = async ({ quick, postgres }) => {
  const jobs = quick ? 5_000 : 10_000
  const rows: Awaited<ReturnType<RowGroup>> = []
  const whatOf = (workers: number): string =>
    `Queue: ${jobs.toLocaleString('en-US')} no-op Jobs drained, ${workers} ${workers === 1 ? 'worker' : 'workers'}, PostgreSQL`
  const redis = await findService('redis')
  const chosen = names.filter((name) => name !== 'bullmq' || redis.reachable)
  if (chosen.length < names.length) rows.push({ skipped: 'Queue: BullMQ drained', reason: 'no Redis' })
  for (const workers of workerCounts) {
    const what = whatOf(workers)
    if (postgres === undefined) {
      rows.push({ skipped: what, reason: 'no server' })
      continue
    }
    const these = chosen.filter((name) => workers === 1 || name !== asItComes)
    const timings = await runContest({
      names: these.map((name) => `queue-drain/${workers}/${name}`),
      operations: jobs,
      rounds: quick ? 1 : 2,
      warmUps: 0,
      generations: 2,
      url: postgres,
      redis: redis.url,
    })
    rows.push(...these.slice(1).map((name) => toRow(what, timings, { name, workers })))
  }
  return rows
}

function toRow(what: string, timings: Timings, { name, workers }: { name: string; workers: number }): BenchRow {
  const figures = ratioOf(timings, `queue-drain/${workers}/${ours}`, `queue-drain/${workers}/${name}`)
  return {
    what,
    ours: `${duration(figures.ours)} a Job`,
    reference: rivals[name]!,
    theirs: `${duration(figures.reference)} a Job`,
    ratio: figures.ratio,
    ...(budgeted.includes(name) && {
      budget: 1,
      reason:
        'about half is processor time of the worker itself, for the contexts, signals and promises of an attempt; the other half are the claim and the settlement, which rewrite the row and its indexes',
    }),
  }
}

/** Fills the queue, and has processes of its own drain it. */
function contestant(name: string, workers: number): Contestant {
  return {
    async start({ url, redis, schema }) {
      const queue = await openQueues[name]!({ url: url!, redis, schema, fresh: true })
      const remotes = Array.from({ length: workers }, () => new RemoteContestant(`queue-drain-worker/${name}`))
      let began = 0
      for (const remote of remotes) remote.onNotice((jobs) => (began += jobs))
      for (const remote of remotes) await remote.start({ url, redis, schema })
      const drain = async (jobs: number): Promise<number> => {
        began = 0
        const startedAt = await Promise.all(remotes.map((remote) => remote.run(jobs, 1)))
        // To ask while they work would cost some queues more than others.
        while (began < jobs || !(await queue.isDrained())) await sleep(lookMs)
        const took = machineNow() - Math.min(...startedAt.flat())
        for (const remote of remotes) await remote.run(0, 1)
        if (began !== jobs) throw new Error(`${began} Jobs of ${jobs} began`)
        await queue.clear()
        return took / jobs
      }
      await queue.fill(warmUpJobs)
      await drain(warmUpJobs)
      return {
        async run(jobs) {
          await queue.fill(jobs)
          return [await drain(jobs)]
        },
        async stop() {
          for (const remote of remotes) await remote.stop()
          await queue.close()
        },
      }
    },
  }
}

/** Begins to work where it is told a number of operations, and gives when it did; ends where there are none. */
function worker(open: OpenQueue): Contestant {
  return {
    async start({ url, redis, schema }) {
      const queue = await open({ url: url!, redis, schema, fresh: false })
      let end = async (): Promise<void> => undefined
      const begin = async (): Promise<void> => {
        let began = 0
        const telling = setInterval(() => {
          if (began > 0) tellParent(began)
          began = 0
        }, lookMs)
        const endWork = await queue.work(() => began++)
        end = async () => {
          clearInterval(telling)
          await endWork()
        }
      }
      return {
        async run(operations) {
          const startedAt = machineNow()
          await (operations > 0 ? begin() : end())
          return [startedAt]
        },
        stop: () => queue.close(),
      }
    },
  }
}
