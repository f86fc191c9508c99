import type { RowVerdict } from '../action/row-verdict.ts'
import type { LookedRow, VettedRow } from '../adapter/write.ts'
import type { Row } from '../change/change.ts'
import { changedFields } from '../change/changed-fields.ts'
import { copyRow } from '../change/copy-row.ts'
import { hideColumns } from '../change/hidden-columns.ts'
import { withInput } from '../change/input-record.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'
import { WriteRejectedError } from '../errors/write-rejected-error.ts'
import type { PlannedTrigger } from '../plan/plan.ts'
import type { JobDraft } from '../queue/make-job.ts'
import type { TableSchema } from '../schema/schema.ts'
import { parsePath, readPath, writePath } from '../value/path.ts'
import { type AlterationPlace, alteredColumns, alteringDeletedRow, isEmbedded } from './altered-columns.ts'
import { assertReachable } from './assert-reachable.ts'
import { contextOf, withoutHidden } from './evaluation-context.ts'
import type { RunOrigin } from './pending-run.ts'

/** A row on its way through the before-triggers: what it will be, and what they have ruled so far (R28). */
export class BeforeRow {
  readonly looked: LookedRow
  readonly record: Row
  /** Of queued actions, kept where the row is. */
  readonly jobs: JobDraft[] = []
  readonly #table: TableSchema
  readonly #given: readonly string[] | undefined
  readonly #input: Row | undefined
  #alteration: Row | undefined
  /** What a stored trigger sees of the record, where that is less. */
  #view: Row | undefined
  #skipped = false

  /** `hidden` are the columns that whole records leave out (R19), `input` is what triggers see of what the caller gave. */
  constructor(
    looked: LookedRow,
    table: TableSchema,
    given: readonly string[] | undefined,
    { hidden, input }: { hidden: readonly string[]; input: Row | undefined },
  ) {
    this.looked = looked
    this.#table = table
    this.#given = given
    this.#input = input
    this.record = hideColumns(withInput(copyRow(looked.next), looked.input, table), hidden)
    if (looked.previous !== undefined) hideColumns(looked.previous, hidden)
  }

  get skipped(): boolean {
    return this.#skipped
  }

  /** The row for the Write; undefined where it was dropped. */
  get vetted(): VettedRow | undefined {
    if (this.#skipped) return undefined
    return this.#alteration === undefined ? this.looked : { ...this.looked, alteration: this.#alteration }
  }

  get previousRecord(): Row | undefined {
    return this.looked.operation === 'insert' ? undefined : this.looked.previous
  }

  context(planned: PlannedTrigger, origin: RunOrigin, soft: boolean): EvaluationContext {
    const { operation } = this.looked
    this.#keepExtras()
    const row = {
      event: planned.event,
      table: this.#table.name,
      operation,
      soft,
      record: this.record,
      previousRecord: this.previousRecord,
      input: this.#input,
    }
    const context = contextOf({ ...row, changedFields: this.#changedFields() }, origin)
    if (planned.hidden === undefined) return context
    const seen = withoutHidden(context, planned.hidden)
    this.#view = seen.record
    return seen
  }

  verdict(planned: PlannedTrigger, action: string): RowVerdict {
    const where = { trigger: planned.trigger.name, action, event: planned.event, table: this.#table.name }
    return {
      set: (fields) => this.#set(fields, where, planned.hidden?.columns ?? []),
      skip: () => {
        this.#skipped = true
      },
      reject: (message, options) => {
        throw new WriteRejectedError({ ...where, ...options, message })
      },
    }
  }

  #changedFields(): string[] {
    const { operation, previous } = this.looked
    if (operation === 'delete') return []
    if (operation === 'update' && previous !== undefined) {
      const altered = this.#alteration === undefined ? [] : Object.keys(this.#alteration)
      const columns = this.#given && new Set([...this.#given, ...altered])
      return changedFields(this.#table, previous, this.record, columns)
    }
    return [...this.#table.columns.keys()].filter((name) => readPath(this.record, parsePath(name)) !== undefined)
  }

  /** Takes columns by path, embedded ones also as nested objects. */
  #set(fields: Row, where: AlterationPlace, hidden: readonly string[]): void {
    if (this.looked.operation === 'delete') throw alteringDeletedRow(where)
    for (const [name, value] of alteredColumns(fields, this.#table, where)) {
      if (hidden.length > 0) assertReachable(name, hidden, where)
      this.#alteration = { ...this.#alteration, [name]: value }
      writePath(this.record, parsePath(name), value)
      if (this.#view !== undefined) writePath(this.#view, parsePath(name), value)
    }
  }

  /** What a function did in its view to what the caller gave beyond columns is for the triggers after it (R25). */
  #keepExtras(): void {
    const view = this.#view
    this.#view = undefined
    if (view === undefined) return
    for (const name of new Set([...Object.keys(view), ...Object.keys(this.record)])) {
      if (this.#table.columns.has(name) || isEmbedded(name, this.#table)) continue
      if (Object.hasOwn(view, name)) this.record[name] = view[name]
      else delete this.record[name]
    }
  }
}
