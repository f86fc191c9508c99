import type { RowFilter } from '../adapter/row-filter.ts'
import type { LookedRow, SeenRow } from '../adapter/write.ts'
import type { Row } from '../change/change.ts'
import { copyRow } from '../change/copy-row.ts'
import { keyText } from '../change/row-key.ts'
import { UnsupportedWriteError } from '../errors/unsupported-write-error.ts'
import type { JobDraft } from '../queue/make-job.ts'
import type { CascadeSchema, TableSchema } from '../schema/schema.ts'
import { parsePath, readPath, writePath } from '../value/path.ts'
import type { Binding } from './binding.ts'
import type { PendingRun, RunOrigin } from './pending-run.ts'
import { type PlannedWrite, planWrite } from './planned-write.ts'
import { runBefore } from './run-before.ts'
import { type SeenPlace, WriteAftermath } from './write-aftermath.ts'

/** A way from the deleted table to children that the database deletes or empties with it. */
interface CascadeStep {
  cascade: CascadeSchema
  child: TableSchema
  operation: 'delete' | 'update'
  /** Undefined where only children further down have triggers. */
  planned: PlannedWrite | undefined
  aftermath: WriteAftermath | undefined
  further: CascadeStep[]
}

export interface CascadedBatch {
  step: CascadeStep
  rows: SeenRow[]
  /** Of before-triggers' queued actions. */
  jobs: JobDraft[]
}

/** Rows that the database itself deletes or empties along with those of a Write, read beforehand, as Changes like any other (R17). */
export class CascadedRows {
  readonly #binding: Binding
  readonly #origin: RunOrigin
  readonly #steps: CascadeStep[]

  private constructor(binding: Binding, origin: RunOrigin, steps: CascadeStep[]) {
    this.#binding = binding
    this.#origin = origin
    this.#steps = steps
  }

  /** Undefined where no trigger has to see any of them. */
  static of(binding: Binding, table: TableSchema, origin: RunOrigin): CascadedRows | undefined {
    if (!binding.cascadesMatter(table)) return undefined
    return new CascadedRows(binding, origin, stepsFrom(binding, table, origin, new Map()))
  }

  /** Columns of the deleted rows that children refer to. */
  get parentColumns(): string[] {
    return [...new Set(this.#steps.flatMap((step) => Object.values(step.cascade.columns)))]
  }

  async read(parents: readonly LookedRow[], place: SeenPlace): Promise<CascadedBatch[]> {
    const rows = parents.map((parent) => ({ ...parent.previous, ...parent.key }))
    return this.#readSteps(this.#steps, rows, place, new Set())
  }

  async add(batches: readonly CascadedBatch[], place: SeenPlace): Promise<void> {
    for (const { step, rows, jobs } of batches) {
      await step.aftermath?.addJobs(jobs, place)
      await step.aftermath?.add(rows, place, undefined)
    }
  }

  async end(place: SeenPlace): Promise<void> {
    for (const step of allSteps(this.#steps)) await step.aftermath?.end(place)
  }

  takeLeft(): { runs: PendingRun[]; jobs: JobDraft[] } {
    const left = allSteps(this.#steps).flatMap((step) => step.aftermath?.takeLeft() ?? [])
    return { runs: left.flatMap(({ runs }) => runs), jobs: left.flatMap(({ jobs }) => jobs) }
  }

  reset(): void {
    for (const step of allSteps(this.#steps)) step.aftermath?.reset()
  }

  async #readSteps(
    steps: readonly CascadeStep[],
    parents: readonly Row[],
    place: SeenPlace,
    seen: Set<string>,
  ): Promise<CascadedBatch[]> {
    const batches: CascadedBatch[] = []
    for (const step of steps) {
      const where = childrenOf(step.cascade, parents)
      if (where === undefined) continue
      const lock = this.#binding.port.capabilities.locks ? 'key' : undefined
      const found = await this.#binding.port.select(place.handle, step.child.name, { where, lock })
      const children = found.filter((row) => isNew(seen, step, row))
      if (children.length === 0) continue
      if (step.planned) {
        const jobs: JobDraft[] = []
        batches.push({ step, rows: await this.#vet(step, children, place, jobs), jobs })
      }
      if (step.operation === 'delete') batches.push(...(await this.#readSteps(step.further, children, place, seen)))
    }
    return batches
  }

  async #vet(step: CascadeStep, children: readonly Row[], place: SeenPlace, jobs: JobDraft[]): Promise<SeenRow[]> {
    const planned = step.planned!
    const looked = children.map((previous) => toLooked(step, previous))
    if (planned.before) {
      const hidden = this.#binding.hiddenOf(step.child)
      const { handle, transaction } = place
      const inTransaction = transaction !== undefined
      const where = { port: this.#binding.port, handle, inTransaction, phase: 'before' as const }
      const vetted = await runBefore(
        this.#binding.core,
        { planned, place: where, origin: this.#origin, soft: false, hidden, inputOf: () => undefined, jobs },
        looked,
      )
      if (vetted.length < looked.length || vetted.some((row) => row.alteration)) {
        throw new UnsupportedWriteError({
          table: step.child.name,
          message:
            `A before-trigger skips or alters rows of ${step.child.name} that the database itself ` +
            `${step.operation === 'delete' ? 'deletes' : 'empties'} (ON DELETE of ${Object.keys(step.cascade.columns).join(', ')}). ` +
            'It may only let them pass or reject the Write: delete or update the children first, in a Write of their own.',
        })
      }
    }
    return looked.map((row) => ({
      operation: row.operation,
      key: row.key!,
      record: row.next,
      previousRecord: row.previous,
    }))
  }
}

function stepsFrom(
  binding: Binding,
  table: TableSchema,
  origin: RunOrigin,
  known: Map<TableSchema, CascadeStep[]>,
): CascadeStep[] {
  const present = known.get(table)
  if (present !== undefined) return present
  const steps: CascadeStep[] = []
  known.set(table, steps)
  for (const cascade of table.cascades) {
    const child = binding.port.schema.find(cascade.childTable)
    if (child === undefined) continue
    const operation = cascade.action === 'delete' ? 'delete' : 'update'
    const tablePlans = binding.plans.for(child)
    const planned = tablePlans ? planWrite(tablePlans, operation, true, origin.isMuted) : undefined
    const further = cascade.action === 'delete' ? stepsFrom(binding, child, origin, known) : []
    const aftermath = planned && new WriteAftermath(binding, { table: child }, planned, origin)
    steps.push({ cascade, child, operation, planned, aftermath, further })
  }
  return steps
}

function allSteps(steps: readonly CascadeStep[], seen: Set<CascadeStep> = new Set()): CascadeStep[] {
  for (const step of steps) {
    if (seen.has(step)) continue
    seen.add(step)
    allSteps(step.further, seen)
  }
  return [...seen]
}

/** Children of these parents; undefined where no parent can have any. */
function childrenOf(cascade: CascadeSchema, parents: readonly Row[]): RowFilter | undefined {
  const columns = Object.entries(cascade.columns)
  const keys = parents
    .map((parent) => columns.map(([child, own]) => [child, readPath(parent, parsePath(own))] as const))
    .filter((key) => key.every(([, value]) => value !== null && value !== undefined))
  if (keys.length === 0) return undefined
  if (columns.length === 1) return { [columns[0]![0]]: { $in: keys.map((key) => key[0]![1]) } }
  return { $or: keys.map((key) => Object.fromEntries(key)) }
}

/** A row is one Change however many ways lead to it. */
function isNew(seen: Set<string>, step: CascadeStep, row: Row): boolean {
  const key = `${step.child.name}\u0000${step.operation}\u0000${keyText(step.child.key, row)}`
  if (seen.has(key)) return false
  seen.add(key)
  return true
}

function toLooked(step: CascadeStep, previous: Row): LookedRow {
  const key = Object.fromEntries(step.child.key.map((name) => [name, readPath(previous, parsePath(name))]))
  if (step.operation === 'delete') return { operation: 'delete', key, previous, next: previous }
  const next = copyRow(previous)
  for (const column of Object.keys(step.cascade.columns)) writePath(next, parsePath(column), null)
  return { operation: 'update', key, previous, next }
}
