import type { EvaluationContext } from '../context/trigger-context.ts'
import { LimitExceededError } from '../errors/limit-exceeded-error.ts'

/** Rows that each run of a stored trigger has written so far, and what stored triggers wrote because of it. */
const written = new WeakMap<EvaluationContext, number>()

/** Whose rows are counted, and how many each run may write. */
interface BudgetOf {
  trigger: string
  maxWrites: number
  contexts: ReadonlySet<EvaluationContext>
}

/** Counts the rows that runs of a stored trigger write by `database.*`, and refuses more than `maxWrites` for each (R46). */
export class WriteBudget {
  readonly #of: BudgetOf
  readonly #outer: WriteBudget | undefined
  /** What was spent through this attempt. */
  readonly #spent = new Map<EvaluationContext, number>()

  private constructor(of: BudgetOf, outer?: WriteBudget) {
    this.#of = of
    this.#outer = outer
  }

  static of(trigger: string, maxWrites: number, contexts: readonly EvaluationContext[]): WriteBudget {
    return new WriteBudget({ trigger, maxWrites, contexts: new Set(contexts) })
  }

  /** The same budget for one attempt, which can be undone. */
  attempt(): WriteBudget {
    return new WriteBudget(this.#of, this)
  }

  /**
   * Counts rows that these runs write together; of runs that are not the budget's own, to whose trigger its Writes led, against all of its own.
   *
   * @throws LimitExceededError where they come to more than is left.
   */
  spend(rows: number, runs: readonly { context: EvaluationContext }[]): void {
    const own = runs.map(({ context }) => context).filter((context) => this.#of.contexts.has(context))
    const contexts = own.length > 0 ? own : [...this.#of.contexts]
    const limit = this.#of.maxWrites * contexts.length
    const found = contexts.reduce((total, context) => total + (written.get(context) ?? 0), rows)
    // Shares of rows are no whole numbers.
    if (found > limit + 1e-6) throw this.#exceeded(limit, Math.round(found))
    for (const context of contexts) this.#add(context, rows / contexts.length)
  }

  /** The attempt failed, and what it wrote was undone: it counts no more. */
  undo(): void {
    for (const [context, rows] of [...this.#spent]) this.#add(context, -rows)
  }

  #add(context: EvaluationContext, rows: number): void {
    written.set(context, (written.get(context) ?? 0) + rows)
    for (let budget: WriteBudget | undefined = this; budget !== undefined; budget = budget.#outer)
      budget.#spent.set(context, (budget.#spent.get(context) ?? 0) + rows)
  }

  #exceeded(limit: number, found: number): LimitExceededError {
    const { trigger } = this.#of
    return new LimitExceededError({
      limit,
      found,
      triggers: [trigger],
      message:
        `The database actions of the stored trigger "${trigger}" come to ${found} rows, with what they led to; at most ${limit} may be ` +
        'written for a change, so none of them is. Narrow what they write, or raise `createTriggers({ stored: { maxWrites } })`.',
    })
  }
}
