import type { Write } from '../adapter/write.ts'
import type { PlannedWrite } from '../engine/planned-write.ts'
import { AfterCommitError } from '../errors/after-commit-error.ts'
import { toError } from '../errors/to-error.ts'
import { WriteRejectedError } from '../errors/write-rejected-error.ts'
import { afterLists } from '../plan/build-plan.ts'
import type { Plan } from '../plan/plan.ts'
import type { WriteEnd } from './observation.ts'
import type { Observed } from './observed.ts'
import type { Observers } from './observers.ts'

/** A Write that observers look at, as its runs and Jobs know it. */
export class WatchedWrite {
  /** Rows that it has written so far. */
  rows = 0
  readonly #observed: Observed<WriteEnd>

  constructor(observed: Observed<WriteEnd>) {
    this.#observed = observed
  }

  /** Runs what follows from the Write, also after its end. */
  run<T>(work: () => T): T {
    return this.#observed.run(work)
  }
}

/** Tells observers of a Write while `work` does it. */
export async function watchWrite<Handle extends object, Result>(
  observers: Observers,
  write: Write<Handle, Result>,
  planned: PlannedWrite | undefined,
  work: (watched: WatchedWrite | undefined) => Promise<Result>,
): Promise<Result> {
  const { table, operation, inTransaction } = write
  const triggers = planned === undefined ? 0 : triggersOf(planned)
  const observed = observers.write({ table: table.name, operation, triggers, inTransaction })
  if (observed === undefined) return work(undefined)
  const watched = new WatchedWrite(observed)
  try {
    const result = await watched.run(async () => work(watched))
    observed.end({ outcome: 'completed', rows: watched.rows })
    return result
  } catch (thrown) {
    const error = toError(thrown, { table: table.name })
    // It is committed: what failed are actions after it, and told as theirs.
    if (AfterCommitError.isInstance(error)) {
      observed.end({ outcome: 'completed', rows: watched.rows })
      throw thrown
    }
    const outcome = WriteRejectedError.isInstance(error) ? 'rejected' : 'failed'
    observed.end({ outcome, rows: watched.rows, error })
    throw thrown
  }
}

/** Counted once for each Plan: a table may have thousands. */
const counts = new WeakMap<Plan, number>()

function triggersOf({ plans }: PlannedWrite): number {
  let triggers = 0
  for (const plan of Object.values(plans)) {
    let count = counts.get(plan)
    if (count === undefined) {
      const lists = [plan.before, ...afterLists(plan)]
      count = new Set(lists.flatMap(({ all }) => all.map(({ trigger }) => trigger))).size
      counts.set(plan, count)
    }
    triggers += count
  }
  return triggers
}
