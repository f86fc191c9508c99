import type { SeenRow } from '../adapter/write.ts'
import type { Change } from '../change/change.ts'
import type { Plan, PlannedTrigger } from '../plan/plan.ts'
import type { JobDraft } from '../queue/make-job.ts'
import type { TableSchema } from '../schema/schema.ts'
import type { Binding } from './binding.ts'
import { contextOfWrite } from './evaluation-context.ts'
import { jobsOfRuns } from './jobs-of-runs.ts'
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
  #jobs: JobDraft[] = []
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
    await this.#collect(changes, place.transaction)
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
      if (planned.commit.length + planned.queued.length === 0) continue
      const run = { planned, context: contextOfWrite(changes, planned, this.#origin), origin: this.#origin }
      await this.#keep([run], place.transaction)
    }
    this.#wholeWrite = new Map()
  }

  /** Of queued actions before the Write, whose rows are written now. */
  async addJobs(jobs: readonly JobDraft[], { transaction }: SeenPlace): Promise<void> {
    if (jobs.length === 0) return
    if (transaction === undefined) {
      for (const job of jobs) this.#jobs.push(job)
      return
    }
    const { core, scopes, jobs: appender } = this.#binding
    const scope = scopes.scopeOf(transaction)
    scope.addJobs(jobs)
    if (!appender?.transactional) return
    const full = scope.takeJobsBeyond(core.maxPendingActions)
    if (full.length === 0) return
    await appender.append(transaction, full)
    scopes.hasAppended(transaction)
  }

  /** What it leaves for after the statement, where there is no transaction to collect it. */
  takeLeft(): { runs: PendingRun[]; jobs: JobDraft[] } {
    const left = { runs: this.#runs, jobs: this.#jobs }
    this.reset()
    return left
  }

  reset(): void {
    this.#runs = []
    this.#jobs = []
    this.#wholeWrite = new Map()
  }

  #actionPlace({ handle, transaction }: SeenPlace) {
    return { port: this.#binding.port, handle, inTransaction: transaction !== undefined, phase: 'transaction' as const }
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

  async #collect(changes: readonly Change[], transaction: object | undefined): Promise<void> {
    const settled: PendingRun[] = []
    for (const change of changes) {
      const plan = this.#planned.plans[change.operation]
      if (plan !== undefined) settled.push(...runsOfChange(plan.eachChange, change, this.#origin))
      if (transaction === undefined) settled.push(...runsOfNetChange(this.#netEntry(change)))
      else if (this.#planned.tracked || plan?.netChange.empty === false)
        settled.push(...this.#track(change, transaction))
    }
    if (settled.length > 0) await this.#keep(settled, transaction)
  }

  /** What is settled waits for the commit: actions as runs, queued ones as Jobs. */
  async #keep(settled: readonly PendingRun[], transaction: object | undefined): Promise<void> {
    const runs = settled.filter(({ planned }) => planned.commit.length > 0)
    if (transaction === undefined) this.#runs.push(...runs)
    else {
      const scope = this.#binding.scopes.scopeOf(transaction)
      scope.addRuns(runs)
      if (runs.length > 0) assertWithinLimit(this.#binding.core, scope.runs)
    }
    await this.addJobs(jobsOfRuns(settled, this.#binding.core.observers), { handle: transaction, transaction })
  }

  /** Rows beyond the limit stand as they are from here on (R30): their runs, which count against what may wait for the commit (R33). */
  #track(change: Change, transaction: object): PendingRun[] {
    const { core, scopes } = this.#binding
    const scope = scopes.scopeOf(transaction)
    const { plans, origin } = this.#netEntry(change)
    scope.addChange(plans, change, origin)
    return scope.rows <= core.maxPendingActions ? [] : scope.takeOldest(core.maxPendingActions).flatMap(runsOfNetChange)
  }

  #netEntry(change: Change) {
    return { plans: this.#planned.tablePlans, change, origin: this.#origin }
  }
}
