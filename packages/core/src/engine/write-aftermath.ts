import type { SeenRow } from '../adapter/write.ts'
import type { Change } from '../change/change.ts'
import type { Plan, PlannedTrigger } from '../plan/plan.ts'
import type { TableSchema } from '../schema/schema.ts'
import type { Binding } from './binding.ts'
import { contextOfWrite } from './evaluation-context.ts'
import type { PendingRun, RunOrigin } from './pending-run.ts'
import type { PlannedWrite } from './planned-write.ts'
import { assertWithinLimit, runsOfNetChange } from './prepare-commit.ts'
import { runForWrite, runTransactionPhase } from './run-transaction-phase.ts'
import { runsOfChange } from './runs-of-change.ts'
import { toChange } from './to-change.ts'

/** Where a batch of seen rows stands: its handle, and the handle of the transaction whose scope collects. */
export interface SeenPlace {
  handle: object | undefined
  transaction: object | undefined
}

/** What follows from the rows that a Write touched (DESIGN, step 8): in-transaction actions now, everything else kept for the commit. */
export class WriteAftermath {
  readonly #binding: Binding
  readonly #write: { table: TableSchema; soft?: boolean }
  readonly #planned: PlannedWrite
  readonly #origin: RunOrigin
  #runs: PendingRun[] = []
  /** Changes that met the condition of a trigger with `forEach: 'write'`. */
  #wholeWrite = new Map<PlannedTrigger, Change[]>()

  constructor(
    binding: Binding,
    write: { table: TableSchema; soft?: boolean },
    planned: PlannedWrite,
    origin: RunOrigin,
  ) {
    this.#binding = binding
    this.#write = write
    this.#planned = planned
    this.#origin = origin
  }

  /** `compared` are the columns that an update may have changed; undefined for all of them. */
  async add(seen: readonly SeenRow[], place: SeenPlace, compared: readonly string[] | undefined): Promise<void> {
    if (!this.#planned.after) return
    const changes = seen.flatMap((row) => toChange(row, this.#write, this.#binding, compared) ?? [])
    // Before the actions below: what they do to the same rows comes after it (R30).
    this.#collect(changes, place.transaction)
    for (const operation of ['insert', 'update', 'delete'] as const) {
      const plan = this.#planned.plans[operation]
      const own = plan === undefined ? [] : changes.filter((change) => change.operation === operation)
      if (plan === undefined || own.length === 0) continue
      this.#gather(plan, own)
      await runTransactionPhase(this.#binding.core, plan.transaction, own, this.#actionPlace(place), this.#origin)
    }
  }

  /** `forEach: 'write'` triggers, once over all the batches (R32). */
  async end(place: SeenPlace): Promise<void> {
    const met = [...this.#wholeWrite].sort(([a], [b]) => a.order - b.order)
    for (const [planned, changes] of met) {
      if (planned.transaction.length > 0) {
        await runForWrite(this.#binding.core, planned, changes, this.#actionPlace(place), this.#origin)
      }
      if (planned.commit.length === 0) continue
      const run = { planned, context: contextOfWrite(changes, planned, this.#origin), origin: this.#origin }
      if (place.transaction === undefined) this.#runs.push(run)
      else this.#binding.scopes.scopeOf(place.transaction).addRuns([run])
    }
    this.#wholeWrite = new Map()
  }

  /** What it leaves for after the statement, where there is no transaction to collect it. */
  takeRuns(): PendingRun[] {
    const runs = this.#runs
    this.reset()
    return runs
  }

  reset(): void {
    this.#runs = []
    this.#wholeWrite = new Map()
  }

  #actionPlace({ handle, transaction }: SeenPlace) {
    return { port: this.#binding.port, handle, inTransaction: transaction !== undefined }
  }

  #gather({ writeInTransaction, writeAfterCommit }: Plan, changes: readonly Change[]): void {
    for (const list of [writeInTransaction, writeAfterCommit]) {
      if (list.empty) continue
      for (const change of changes) {
        for (const { planned } of runsOfChange(list, change, this.#origin)) {
          const met = this.#wholeWrite.get(planned)
          if (met === undefined) this.#wholeWrite.set(planned, [change])
          else met.push(change)
        }
      }
    }
  }

  #collect(changes: readonly Change[], transaction: object | undefined): void {
    for (const change of changes) {
      const plan = this.#planned.plans[change.operation]
      const eachRuns = plan === undefined ? [] : runsOfChange(plan.eachChange, change, this.#origin)
      if (transaction === undefined) {
        this.#runs.push(...eachRuns, ...runsOfNetChange(this.#netEntry(change)))
        continue
      }
      this.#binding.scopes.scopeOf(transaction).addRuns(eachRuns)
      if (this.#planned.tracked || plan?.netChange.empty === false) this.#track(change, transaction)
    }
  }

  /** Rows beyond the limit stand as they are from here on (R30), and count against what may wait for the commit (R33). */
  #track(change: Change, transaction: object): void {
    const { core, scopes } = this.#binding
    const scope = scopes.scopeOf(transaction)
    const { plans, origin } = this.#netEntry(change)
    scope.addChange(plans, change, origin)
    if (scope.rows <= core.maxPendingActions) return
    const settled = scope.takeOldest(core.maxPendingActions).flatMap(runsOfNetChange)
    scope.addRuns(settled)
    assertWithinLimit(core, scope.runs)
  }

  #netEntry(change: Change) {
    return { plans: this.#planned.tablePlans, change, origin: this.#origin }
  }
}
