import { median } from './ratio.ts'
import { type Clock, RemoteContestant } from './remote-contestant.ts'

export interface ContestPlan {
  /** Names of contestants. */
  names: string[]
  operations: number
  /** In each generation of processes. */
  rounds: number
  /** Rounds that do not count. */
  warmUps: number
  /** Default `wall`. */
  clock?: Clock
  /** One for all, or each one's own. */
  url?: string | ((name: string) => string)
  redis?: string
  /**
   * How often all processes are started anew: what one of them is lucky or unlucky in for its whole life counts only so much. Default 3.
   */
  generations?: number
}

/** Microseconds for one operation: of each contestant, one figure a round. */
export type Timings = ReadonlyMap<string, readonly number[]>

/** What a round's figures come to, where a contestant gives several. */
export type Summary = (figures: readonly number[]) => number

/**
 * Room for new objects as in a process that has been serving for a while, in MB. Before each round garbage is collected, which shrinks it to
 * the least: with so little, what is measured is mostly how the collector's helpers are woken.
 */
const youngGeneration = '--min-semi-space-size=16'

/** Lets all contestants take turns in several generations of processes; who begins changes with each round. */
export async function runContest(plan: ContestPlan): Promise<Timings> {
  const [timings] = await runSummarized(plan, [median])
  return timings!
}

/** As `runContest`, with several summaries of each round's figures, in their order. */
export async function runSummarized(plan: ContestPlan, summaries: readonly Summary[]): Promise<Timings[]> {
  const timings = summaries.map(() => new Map(plan.names.map((name) => [name, [] as number[]])))
  const keep = (name: string, figures: readonly number[]): void =>
    summaries.forEach((summary, index) => {
      timings[index]!.get(name)!.push(summary(figures))
    })
  const { generations = 3 } = plan
  for (let generation = 0; generation < generations; generation++) await runGeneration(plan, keep)
  return timings
}

async function runGeneration(
  plan: ContestPlan,
  keep: (name: string, figures: readonly number[]) => void,
): Promise<void> {
  const { names, operations, rounds, warmUps, clock, url, redis } = plan
  const remotes = names.map((name) => ({ name, remote: new RemoteContestant(name, [youngGeneration]) }))
  try {
    for (const [index, { name, remote }] of remotes.entries()) {
      const ownUrl = typeof url === 'function' ? url(name) : url
      await remote.start({ url: ownUrl, redis, schema: `contestant_${index}` })
    }
    for (let round = 1; round <= warmUps + rounds; round++) {
      for (let turn = 0; turn < remotes.length; turn++) {
        const { name, remote } = remotes[(round + turn) % remotes.length]!
        const figures = await remote.run(operations, round, clock)
        if (round > warmUps) keep(name, figures)
      }
    }
    for (const { remote } of remotes) await remote.stop()
  } finally {
    for (const { remote } of remotes) remote.kill()
  }
}
