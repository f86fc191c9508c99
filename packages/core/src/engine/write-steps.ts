import type { LookedRow, SeeRequest, VettedRow, Write } from '../adapter/write.ts'
import type { Row } from '../change/change.ts'
import { unionColumns } from '../change/column-selection.ts'
import type { JobDraft } from '../queue/make-job.ts'
import type { Binding } from './binding.ts'
import { CascadedRows } from './cascaded-rows.ts'
import type { PendingRun, RunOrigin } from './pending-run.ts'
import { needsOf, type PlannedWrite, type WriteNeeds } from './planned-write.ts'
import { runBefore } from './run-before.ts'
import { type SeenPlace, WriteAftermath } from './write-aftermath.ts'

/** Steps 4 to 8 of one Write, batch by batch. */
export class WriteSteps<Handle extends object, Result> {
  readonly #binding: Binding
  readonly #write: Write<Handle, Result>
  readonly #planned: PlannedWrite
  readonly #origin: RunOrigin
  readonly #needs: WriteNeeds
  readonly #cascades: CascadedRows | undefined
  readonly #aftermath: WriteAftermath
  #wrote = false

  constructor(binding: Binding, write: Write<Handle, Result>, planned: PlannedWrite, origin: RunOrigin) {
    this.#binding = binding
    this.#write = write
    this.#planned = planned
    this.#origin = origin
    this.#needs = needsOf(planned, write.operation, write.givenColumns)
    this.#cascades =
      write.operation === 'delete' && !write.soft ? CascadedRows.of(binding, write.table, origin) : undefined
    this.#aftermath = new WriteAftermath(binding, write, planned, origin)
  }

  /** Before-triggers, in-transaction actions and cascades may fail when part of the Write is done. */
  get mayFailHalfDone(): boolean {
    return this.#planned.before || this.#planned.transaction || this.#cascades !== undefined
  }

  /** Rows were written so far, or before-triggers that may write have run. */
  get mayHaveWritten(): boolean {
    if (this.#wrote) return true
    const before = Object.values(this.#planned.plans).flatMap((plan) => plan.before.all.flatMap((each) => each.before))
    return before.some(({ action: { family } }) => ['database', 'custom', 'fallback'].includes(family))
  }

  /** A row may come between the look and an upsert, which then has to go back and look again (R13). */
  get mayMissRows(): boolean {
    return this.#write.operation === 'upsert' && !this.#binding.port.capabilities.singleConnection
  }

  get needsTransaction(): boolean {
    if (!this.#binding.port.capabilities.transactions) return false
    return (
      this.mayFailHalfDone ||
      (this.#planned.queues && this.#binding.jobs?.transactional === true) ||
      this.#write.writeDirectly === undefined ||
      this.#write.directNeedsTransaction !== false
    )
  }

  /** `transaction` is the handle whose scope collects; undefined outside any transaction. */
  async run(handle: Handle | undefined, transaction: object | undefined): Promise<Result> {
    const place = { handle, transaction }
    if (this.#planned.before || this.#cascades !== undefined || this.#write.writeDirectly === undefined) {
      await this.#inSteps(handle, place)
    } else {
      this.#wrote = true
      for await (const seen of this.#write.writeDirectly(handle, this.#seeRequest([]))) {
        this.#count(seen.length)
        await this.#aftermath.add(seen, place, this.#compared([]))
      }
    }
    await this.#aftermath.end(place)
    await this.#cascades?.end(place)
    return this.#write.result()
  }

  /** What is left for after the statement, where there is no transaction to collect it. */
  takeLeft(): { runs: PendingRun[]; jobs: JobDraft[] } {
    const own = this.#aftermath.takeLeft()
    const cascaded = this.#cascades?.takeLeft() ?? { runs: [], jobs: [] }
    return { runs: [...own.runs, ...cascaded.runs], jobs: [...own.jobs, ...cascaded.jobs] }
  }

  reset(): void {
    this.#aftermath.reset()
    this.#cascades?.reset()
    this.#write.reset?.()
    if (this.#origin.observed !== undefined) this.#origin.observed.rows = 0
  }

  #count(rows: number): void {
    if (this.#origin.observed !== undefined) this.#origin.observed.rows += rows
  }

  async #inSteps(handle: Handle | undefined, place: SeenPlace): Promise<void> {
    const { previous, next } = this.#needs.look
    const request = {
      previous: this.#cascades ? unionColumns(previous, this.#cascades.parentColumns) : previous,
      next,
      lock: place.transaction !== undefined && this.#binding.port.capabilities.locks,
      batchSize: this.#binding.core.batchSize,
    }
    let batches = 0
    for await (const looked of this.#write.look(handle, request)) {
      batches++
      await this.#writeBatch(looked, handle, place)
    }
    if (batches === 0) await this.#write.write(handle, [], this.#seeRequest([]))
  }

  async #writeBatch(looked: LookedRow[], handle: Handle | undefined, place: SeenPlace): Promise<void> {
    const jobs: JobDraft[] = []
    const rows: VettedRow[] = this.#planned.before ? await this.#vet(looked, handle, jobs) : looked
    const cascaded = await this.#cascades?.read(rows, place)
    const altered = [...new Set(rows.flatMap((row) => Object.keys(row.alteration ?? {})))]
    this.#wrote ||= rows.length > 0
    const seen = await this.#write.write(handle, rows, this.#seeRequest(altered))
    this.#count(rows.length)
    await this.#aftermath.addJobs(jobs, place)
    await this.#aftermath.add(seen, place, this.#compared(altered))
    if (cascaded !== undefined) await this.#cascades!.add(cascaded, place)
  }

  #vet(looked: readonly LookedRow[], handle: Handle | undefined, jobs: JobDraft[]): Promise<VettedRow[]> {
    const { soft = false, givenColumns, table } = this.#write
    const hidden = this.#binding.hiddenOf(table)
    const inputOf = (input: Row | undefined): Row | undefined => this.#binding.inputOf(input, table)
    const place = { port: this.#binding.port, handle, inTransaction: handle !== undefined, phase: 'before' as const }
    return runBefore(
      this.#binding.core,
      { planned: this.#planned, place, origin: this.#origin, soft, givenColumns, hidden, inputOf, jobs },
      looked,
    )
  }

  /** What triggers altered has to be seen too: it may be what changed. */
  #seeRequest(altered: readonly string[]): SeeRequest {
    const { previous, record } = this.#needs.see
    const { batchSize } = this.#binding.core
    const compares = this.#planned.after && this.#write.operation !== 'insert' && this.#write.operation !== 'delete'
    if (!compares) return { previous, record, batchSize }
    return { previous: unionColumns(previous, altered), record: unionColumns(record, altered), batchSize }
  }

  #compared(altered: readonly string[]): readonly string[] | undefined {
    return this.#needs.compared === 'all' ? undefined : [...this.#needs.compared, ...altered]
  }
}
