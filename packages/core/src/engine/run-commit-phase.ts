import { keyText } from '../change/row-key.ts'
import { AfterCommitError } from '../errors/after-commit-error.ts'
import type { PlannedAction, PlannedTrigger } from '../plan/plan.ts'
import { watchTrigger } from '../telemetry/watch-trigger.ts'
import type { EngineCore } from './engine-core.ts'
import { type ActionPlace, executeAction } from './execute-action.ts'
import type { PendingRun } from './pending-run.ts'
import { Semaphore } from './semaphore.ts'

/**
 * DESIGN, step 9, after the commit: sync actions, awaited; async ones in the background. Failures are reported, not thrown, unless the
 * action asks for `afterCommitFailure: 'throw'`: then, when all have run, as one `AfterCommitError`. Chains that may query on a
 * caller's connection run one at a time.
 */
export async function runCommitPhase(
  core: EngineCore,
  runs: readonly PendingRun[],
  place: Omit<ActionPlace, 'inTransaction' | 'phase'>,
): Promise<void> {
  const thrown: Error[] = []
  const chains = new Chains((actions) =>
    place.handle !== undefined && actions.some(mayQuery) ? 1 : widthOf(core, actions),
  )
  await Promise.all(
    runs.map((run) =>
      chains.run(run.planned, () => runOne(core, run, { ...place, inTransaction: false, phase: 'commit' }, thrown)),
    ),
  )
  if (thrown.length > 0) throw new AfterCommitError({ errors: thrown })
}

/** Lets the chains of a commit run side by side: of each width so many at a time. */
class Chains {
  readonly #widthOf: (actions: readonly PlannedAction[]) => number
  readonly #byTrigger = new Map<PlannedTrigger, Semaphore>()
  readonly #byWidth = new Map<number, Semaphore>()

  constructor(widthOf: (actions: readonly PlannedAction[]) => number) {
    this.#widthOf = widthOf
  }

  run(planned: PlannedTrigger, chain: () => Promise<void>): Promise<void> {
    let semaphore = this.#byTrigger.get(planned)
    if (semaphore === undefined) {
      const width = this.#widthOf(planned.commit)
      semaphore = this.#byWidth.get(width) ?? new Semaphore(width)
      this.#byWidth.set(width, semaphore)
      this.#byTrigger.set(planned, semaphore)
    }
    return semaphore.run(chain)
  }
}

/**
 * How many chains of these actions are worth having under way at once: as many as one of their providers takes. What is not limited by itself,
 * as functions and queries, keeps to the engine's `concurrency` (R33).
 */
function widthOf(core: EngineCore, actions: readonly PlannedAction[]): number {
  if (actions.some(mayQuery)) return core.concurrency
  return Math.max(core.concurrency, ...actions.map(({ action }) => core.limits.widthOf(action.type, action.payload)))
}

/** Whether it may query, on the connection that the caller holds or on one of its own. */
function mayQuery({ action, nested = [] }: PlannedAction): boolean {
  return action.family === 'database' || action.family === 'custom' || nested.some(mayQuery)
}

/** Within what its Write was observed as, which has ended where the application opened the transaction. */
function runOne(core: EngineCore, run: PendingRun, place: ActionPlace, thrown: Error[]): Promise<void> {
  const { observers } = core
  const { planned, context, origin, change } = run
  if (observers === undefined) return runSync(core, run, place, thrown)
  if (change !== undefined) observers.setKey(context, keyText(Object.keys(change.key), change.key))
  const match = { table: context.table, phase: 'commit', rows: context.count ?? 1 } as const
  const work = (): Promise<void> => watchTrigger(observers, planned, match, () => runSync(core, run, place, thrown))
  return origin.observed === undefined ? work() : origin.observed.run(work)
}

/** The awaited actions of one run, in order; the others go on in the background, in order among themselves. */
async function runSync(core: EngineCore, run: PendingRun, place: ActionPlace, thrown: Error[]): Promise<void> {
  const awaited = run.planned.commit.filter(({ action }) => action.timing !== 'async')
  const unawaited = run.planned.commit.filter(({ action }) => action.timing === 'async')
  run.context.actions = {}
  if (unawaited.length > 0) {
    const fresh = { port: place.port, inTransaction: false, phase: place.phase }
    core.inBackground(widthOf(core, unawaited), () => runChain(core, run, unawaited, fresh, []))
  }
  await runChain(core, run, awaited, place, thrown)
}

/** Never rejects. */
async function runChain(
  core: EngineCore,
  run: PendingRun,
  actions: readonly PlannedAction[],
  place: ActionPlace,
  thrown: Error[],
): Promise<void> {
  for (const action of actions) {
    try {
      const [result] = await core.outside(
        () => executeAction(core, run.planned, action, [run.context], place),
        run.origin,
      )
      run.context.actions![action.action.name] = { result }
    } catch (failure) {
      const error = core.report(failure, run.planned, action, run.context)
      if ((action.action.afterCommitFailure ?? core.afterCommitFailure) === 'throw') thrown.push(error)
      if (!action.action.continueOnError) return
    }
  }
}
