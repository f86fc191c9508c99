import type { RowVerdict } from '../action/row-verdict.ts'
import type { LookedRow, VettedRow } from '../adapter/write.ts'
import type { Row } from '../change/change.ts'
import { changedFields } from '../change/changed-fields.ts'
import { copyRow } from '../change/copy-row.ts'
import { withInput } from '../change/input-record.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'
import { TriggerkitError } from '../errors/triggerkit-error.ts'
import { WriteRejectedError } from '../errors/write-rejected-error.ts'
import type { PlannedTrigger } from '../plan/plan.ts'
import type { TableSchema } from '../schema/schema.ts'
import { parsePath, readPath, writePath } from '../value/path.ts'
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

  get previousRecord(): Row | undefined {
    return this.looked.operation === 'insert' ? undefined : this.looked.previous
  }

  context(planned: PlannedTrigger, origin: RunOrigin, soft: boolean): EvaluationContext {
    const { operation, input } = this.looked
    const row = {
      event: planned.event,
      table: this.#table.name,
      operation,
      soft,
      record: this.record,
      previousRecord: this.previousRecord,
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
  #set(fields: Row, where: { trigger: string; action: string; event: string; table: string }): void {
    if (this.looked.operation === 'delete') {
      throw new TriggerkitError({
        code: 'ALTER_DELETED_ROW',
        message:
          `Trigger "${where.trigger}" (${where.event} on ${where.table}) sets columns of a row that is being deleted. ` +
          'Reject or skip the row instead.',
      })
    }
    for (const [name, value] of this.#columns(fields, '', where)) {
      this.#alteration = { ...this.#alteration, [name]: value }
      writePath(this.record, parsePath(name), value)
    }
  }

  *#columns(fields: Row, prefix: string, where: { trigger: string; table: string }): Iterable<[string, unknown]> {
    for (const key of Object.keys(fields)) {
      const name = prefix + key
      const value = fields[key]
      if (this.#table.columns.has(name)) yield [name, value === undefined ? null : value]
      else if (this.#isEmbedded(name) && value !== null && typeof value === 'object')
        yield* this.#columns(value as Row, `${name}.`, where)
      else throw unknownColumn(name, this.#table, where.trigger)
    }
  }

  #isEmbedded(name: string): boolean {
    for (const column of this.#table.columns.keys()) if (column.startsWith(`${name}.`)) return true
    return false
  }
}

function unknownColumn(name: string, table: TableSchema, trigger: string): TriggerkitError {
  return new TriggerkitError({
    code: 'UNKNOWN_COLUMN',
    message:
      `Trigger "${trigger}" sets "${name}", which is no column of ${table.name}. ` +
      `Columns: ${[...table.columns.keys()].join(', ')}.`,
  })
}
