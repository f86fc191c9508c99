import type { Row } from '../../change/change.ts'
import type { TableSchema } from '../../schema/schema.ts'
import { cloneValue } from '../../value/clone.ts'
import { deepEqual } from '../../value/deep-equal.ts'
import { isSafeName, parsePath, readPath } from '../../value/path.ts'
import type { ActionRun } from '../action-executor.ts'
import { inputError } from '../input-error.ts'

/**
 * The row that a before-function may assign to. It works on a copy; when it has settled, what differs from the row as it was is what it
 * altered, at any depth. Assignments after that reach nothing, and those of a function that failed count for nothing.
 */
export class LiveRecord {
  /** The function's copy. */
  readonly record: Row
  readonly #run: ActionRun
  readonly #table: TableSchema | undefined
  #before: Row

  constructor(run: ActionRun, table: TableSchema | undefined) {
    this.#run = run
    this.#table = table
    this.#before = cloneValue(run.context.record)
    this.record = cloneValue(run.context.record)
  }

  /** Sets columns at once, after what was assigned so far. */
  set(fields: Row): void {
    this.apply()
    this.#run.verdict!.set(fields)
    const now = this.#run.context.record
    for (const name of Object.keys(fields)) {
      const [root = name] = parsePath(name)
      if (!isSafeName(root)) continue
      this.#before[root] = cloneValue(now[root])
      this.record[root] = cloneValue(now[root])
    }
  }

  /** Tells the verdict what the function altered. */
  apply(): void {
    const altered = this.#alterations()
    if (Object.keys(altered).length > 0) this.#run.verdict!.set(altered)
    this.#keepExtras()
    this.#before = cloneValue(this.record)
  }

  /** Columns by path, so that of an embedded object only what changed is an alteration. */
  #alterations(): Row {
    const altered: Row = {}
    for (const name of this.#table?.columns.keys() ?? []) {
      const path = parsePath(name)
      const value = readPath(this.record, path)
      if (differ(readPath(this.#before, path), value)) altered[name] = value
    }
    for (const name of new Set([...Object.keys(this.#before), ...Object.keys(this.record)])) {
      if (this.#isColumn(name) || this.#isExtra(name) || !differ(this.#before[name], this.record[name])) continue
      if (!isSafeName(name)) throw inputError(this.#run, `a function may not set "${name}".`)
      altered[name] = this.record[name]
    }
    return altered
  }

  /** What the caller gave beyond columns (R25) stands in the record only: a function may change or remove it there. */
  #keepExtras(): void {
    const { record } = this.#run.context
    for (const name of Object.keys(this.#before)) {
      if (this.#isColumn(name) || !this.#isExtra(name) || !differ(this.#before[name], this.record[name])) continue
      if (Object.hasOwn(this.record, name)) record[name] = this.record[name]
      else delete record[name]
    }
  }

  #isColumn(name: string): boolean {
    if (this.#table === undefined) return false
    if (this.#table.columns.has(name)) return true
    for (const column of this.#table.columns.keys()) if (column.startsWith(`${name}.`)) return true
    return false
  }

  /** In the record before the function ran, and no column. */
  #isExtra(name: string): boolean {
    return this.#table !== undefined && Object.hasOwn(this.#before, name)
  }
}

/** null where nothing was given is an alteration: without it the column would get its default. */
function differ(before: unknown, after: unknown): boolean {
  return (before === undefined && after === null) || !deepEqual(before, after)
}
