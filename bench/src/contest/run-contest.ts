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
  url?: string
}

/** Microseconds for one operation: of each contestant, one figure a round. */
export type Timings = ReadonlyMap<string, readonly number[]>

/** How often all processes are started anew: what one of them is lucky or unlucky in for its whole life counts only so much. */
const generations = 3

/**
 * Room for new objects as in a process that has been serving for a while, in MB. Before each round garbage is collected, which shrinks it to
 * the least: with so little, what is measured is mostly how the collector's helpers are woken.
 */
const youngGeneration = '--min-semi-space-size=16'

/** Lets all contestants take turns in several generations of processes; who begins changes with each round. */
export async function runContest(plan: ContestPlan): Promise<Timings> {
  const timings = new Map(plan.names.map((name) => [name, [] as number[]]))
  for (let generation = 0; generation < generations; generation++) await runGeneration(plan, timings)
  return timings
}

async function runGeneration(plan: ContestPlan, timings: ReadonlyMap<string, number[]>): Promise<void> {
  const { names, operations, rounds, warmUps, clock, url } = plan
  const remotes = names.map((name) => ({
    remote: new RemoteContestant(name, [youngGeneration]),
    figures: timings.get(name)!,
  }))
  try {
    for (const [index, { remote }] of remotes.entries()) await remote.start({ url, schema: `contestant_${index}` })
    for (let round = 1; round <= warmUps + rounds; round++) {
      for (let turn = 0; turn < remotes.length; turn++) {
        const { remote, figures } = remotes[(round + turn) % remotes.length]!
        const figure = await remote.run(operations, round, clock)
        if (round > warmUps) figures.push(figure)
      }
    }
    for (const { remote } of remotes) await remote.stop()
  } finally {
    for (const { remote } of remotes) remote.kill()
  }
}
