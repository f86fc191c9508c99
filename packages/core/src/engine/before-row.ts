import type { RowVerdict } from '../action/row-verdict.ts'
import type { LookedRow, VettedRow } from '../adapter/write.ts'
import type { Row } from '../change/change.ts'
import { changedFields } from '../change/changed-fields.ts'
import { copyRow } from '../change/copy-row.ts'
import { withInput } from '../change/input-record.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'
import { WriteRejectedError } from '../errors/write-rejected-error.ts'
import type { PlannedTrigger } from '../plan/plan.ts'
import type { TableSchema } from '../schema/schema.ts'
import { parsePath, readPath, writePath } from '../value/path.ts'
import { type AlterationPlace, alteredColumns, alteringDeletedRow } from './altered-columns.ts'
import { contextOf } from './evaluation-context.ts'
import type { RunOrigin } from './pending-run.ts'

/** A row on its way through the before-triggers: what it will be, and what they have ruled so far (R28). */
export class BeforeRow {
  readonly looked: LookedRow
  readonly record: Row
  readonly #table: TableSchema
  readonly #given: readonly string[] | undefined
  #alteration: Row | undefined
  #skipped = false

  constructor(looked: LookedRow, table: TableSchema, given: readonly string[] | undefined) {
    this.looked = looked
    this.#table = table
    this.#given = given
    this.record = withInput(copyRow(looked.next), looked.input, table)
  }

  get skipped(): boolean {
    return this.#skipped
  }

  /** The row for the Write; undefined where it was dropped. */
  get vetted(): VettedRow | undefined {
    if (this.#skipped) return undefined
    return this.#alteration === undefined ? this.looked : { ...this.looked, alteration: this.#alteration }
  }

  context(planned: PlannedTrigger, origin: RunOrigin, soft: boolean): EvaluationContext {
    const { operation, previous, input } = this.looked
    const previousRecord = operation === 'insert' ? undefined : previous
    const row = {
      event: planned.event,
      table: this.#table.name,
      operation,
      soft,
      record: this.record,
      previousRecord,
      input,
    }
    return contextOf({ ...row, changedFields: this.#changedFields() }, origin)
  }

  verdict(planned: PlannedTrigger, action: string): RowVerdict {
    const where = { trigger: planned.trigger.name, action, event: planned.event, table: this.#table.name }
    return {
      set: (fields) => this.#set(fields, where),
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
  #set(fields: Row, where: AlterationPlace): void {
    if (this.looked.operation === 'delete') throw alteringDeletedRow(where)
    for (const [name, value] of alteredColumns(fields, this.#table, where)) {
      this.#alteration = { ...this.#alteration, [name]: value }
      writePath(this.record, parsePath(name), value)
    }
  }
}
