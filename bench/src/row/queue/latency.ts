import { setTimeout as sleep } from 'node:timers/promises'
import { findService } from '@triggerkit/conformance/service'
import { tellParent } from '../../contest/contest-process.ts'
import type { Contestant, ContestSettings } from '../../contest/contestant.ts'
import { machineNow } from '../../contest/machine-clock.ts'
import { median, percentile, ratioOf } from '../../contest/ratio.ts'
import { RemoteContestant } from '../../contest/remote-contestant.ts'
import { runSummarized } from '../../contest/run-contest.ts'
import type { JobQueue } from '../../fixture/queue/job-queue.ts'
import { openQueues } from '../../fixture/queue/open-queues.ts'
import type { BenchRow, RowGroup } from '../../table/bench-row.ts'
import { duration } from '../../table/unit.ts'

const here = 'queue-latency/here/triggerkit-as-it-comes'
const listening = 'queue-latency/elsewhere/triggerkit-listens'
const ourNames: Readonly<Record<string, string>> = {
  [here]: 'worker in the same process',
  [listening]: 'worker in another process, LISTEN',
}
const rivals: Readonly<Record<string, string>> = {
  'queue-latency/elsewhere/graphile-worker': 'graphile-worker in another process',
  'queue-latency/elsewhere/bullmq': 'BullMQ in another process, added after the commit',
}
const polling = 'queue-latency/elsewhere/pg-boss'
/** At most, between a Job's start and the next one's write: as long as a poll, so that writes come at any time between two of them. */
const pauseMs = { polling: 500, told: 20 }

/** A row is written and a Job with it, one at a time: from the write's call to the Job's start. */
export const queueLatencyContestants: Record<string, Contestant> = {
  [here]: { start: startHere },
  ...Object.fromEntries([listening, ...Object.keys(rivals), polling].map((name) => [name, elsewhere(queueOf(name))])),
  ...Object.fromEntries(
    [listening, ...Object.keys(rivals), polling].map((name) => [
      `queue-latency-worker/${queueOf(name)}`,
      worker(queueOf(name)),
    ]),
  ),
}

export const queueLatencyRows: RowGroup = async ({ quick, postgres }) => {
  if (postgres === undefined) return [{ skipped: 'Queue: from write to start, PostgreSQL', reason: 'no server' }]
  const redis = await findService('redis')
  const chosen = Object.keys(rivals).filter((name) => redis.reachable || !name.endsWith('bullmq'))
  const against = async (names: string[], operations: number): Promise<BenchRow[]> => {
    const timings = await runSummarized(
      {
        names: [here, listening, ...names],
        operations,
        rounds: quick ? 1 : 2,
        warmUps: 1,
        url: postgres,
        redis: redis.url,
      },
      [median, (figures) => percentile(figures, 95)],
    )
    return ['median', 'p95'].flatMap((kind, index) =>
      [here, listening].flatMap((ours) =>
        names.map((name): BenchRow => {
          const figures = ratioOf(timings[index]!, ours, name)
          return {
            what: `Queue: from write to start, one Job at a time, ${kind}, ${ourNames[ours]}`,
            ours: duration(figures.ours),
            reference: rivals[name] ?? 'pg-boss in another process, which polls',
            theirs: duration(figures.reference),
            ratio: figures.ratio,
          }
        }),
      ),
    )
  }
  const skipped = redis.reachable ? [] : [{ skipped: 'Queue: BullMQ from write to start', reason: 'no Redis' }]
  return [...(await against(chosen, quick ? 20 : 40)), ...(await against([polling], quick ? 5 : 8)), ...skipped]
}

function queueOf(name: string): string {
  return name.split('/')[2]!
}

async function startHere(settings: ContestSettings): ReturnType<Contestant['start']> {
  const queue = await openQueues[queueOf(here)]!({ ...settings, url: settings.url!, fresh: true })
  let onBegan: (at: number) => void = () => undefined
  const end = await queue.work(() => onBegan(machineNow()))
  return running(queue, {
    pauseMs: pauseMs.told,
    onBegan: (listener) => {
      onBegan = listener
    },
    end,
  })
}

function elsewhere(name: string): Contestant {
  return {
    async start(settings) {
      const queue = await openQueues[name]!({ ...settings, url: settings.url!, fresh: true })
      const remote = new RemoteContestant(`queue-latency-worker/${name}`)
      let onBegan: (at: number) => void = () => undefined
      remote.onNotice((at) => onBegan(at))
      await remote.start(settings)
      return running(queue, {
        pauseMs: name === queueOf(polling) ? pauseMs.polling : pauseMs.told,
        onBegan: (listener) => {
          onBegan = listener
        },
        end: async () => void (await remote.stop()),
      })
    },
  }
}

interface RunningOptions {
  pauseMs: number
  onBegan(listener: (at: number) => void): void
  end(): Promise<void>
}

function running(queue: JobQueue, { pauseMs, onBegan, end }: RunningOptions): Awaited<ReturnType<Contestant['start']>> {
  return {
    async run(operations) {
      const figures: number[] = []
      for (let index = 0; index < operations; index++) {
        await sleep(5 + Math.random() * pauseMs)
        const started = new Promise<number>((resolve) => onBegan(resolve))
        const wrote = machineNow()
        await queue.write()
        figures.push((await started) - wrote)
      }
      return figures
    },
    async stop() {
      await end()
      await queue.close()
    },
  }
}

function worker(name: string): Contestant {
  return {
    async start(settings) {
      const queue = await openQueues[name]!({ ...settings, url: settings.url!, fresh: false })
      const end = await queue.work(() => tellParent(machineNow()))
      return {
        run: async () => undefined,
        async stop() {
          await end()
          await queue.close()
        },
      }
    },
  }
}
