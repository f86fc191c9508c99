import type { ActionExecutor } from '../action/action-executor.ts'
import type { StoredReach } from '../action/stored-reach.ts'
import { currentContext, runInContext } from '../context/execution-context.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'
import type { PlannedTrigger } from '../plan/plan.ts'
import { allowsTable } from '../stored/stored-policy.ts'
import type { EngineCore, OwnTransaction } from './engine-core.ts'
import { WriteBudget } from './write-budget.ts'

/** What the actions of a stored trigger may reach in these contexts; undefined of one in code. */
export function storedReachOf(
  core: EngineCore,
  { trigger }: PlannedTrigger,
  contexts: readonly EvaluationContext[],
): (StoredReach & { budget: WriteBudget }) | undefined {
  if (trigger.origin === 'code') return undefined
  const { write, functions, bounds } = core.stored
  const budget = currentContext().writes ?? WriteBudget.of(trigger.name, bounds.maxWrites, contexts)
  return {
    budget,
    mayWrite: (names) => allowsTable(write, names),
    mayCall: (name) => functions === 'all' || functions.has(name),
    hiddenFrom: (table) => core.columns.hiddenFromStored(table).columns,
    // Within an attempt the budget is that attempt's.
    spend: (rows, runs) => (currentContext().writes ?? budget).spend(rows, runs),
  }
}

/**
 * The same executor with each attempt counted against the budget, as a whole: what an attempt that failed has spent counts no more, and where
 * it is in no transaction it gets one of its own, so that nothing of it stays written.
 */
export function withinBudget(
  executor: ActionExecutor,
  budget: WriteBudget,
  transaction: OwnTransaction | undefined,
): ActionExecutor {
  return {
    setBased: executor.setBased,
    async execute(runs, environment) {
      let attempt = budget.attempt()
      const execute = (handle: object | undefined): Promise<unknown[]> => {
        // The transaction may have to be repeated.
        attempt.undo()
        attempt = budget.attempt()
        return runInContext({ writes: attempt }, async () => {
          const results = await executor.execute(runs, { ...environment, handle })
          environment.signal.throwIfAborted()
          return results
        })
      }
      try {
        return await (transaction === undefined
          ? execute(environment.handle)
          : transaction(environment.handle, execute))
      } catch (error) {
        attempt.undo()
        throw error
      }
    },
  }
}
