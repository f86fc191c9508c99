import type { Schema, TableSchema } from '../schema/schema.ts'
import { hiddenColumns } from './hidden-columns.ts'

/** What of a Change a stored trigger does not see at all (R19). */
export interface HiddenFromStored {
  columns: readonly string[]
  /** Related objects in `input`: their hidden columns are another table's. */
  relations: readonly string[]
}

/** Which columns stay out of whole records, and which ones out of the reach of stored definitions (R19). */
export class ColumnAccess {
  readonly #sensitive: ReadonlySet<string>
  readonly #allowed: ReadonlySet<string>
  readonly #hidden = new WeakMap<TableSchema, readonly string[]>()
  readonly #fromStored = new WeakMap<TableSchema, HiddenFromStored>()
  readonly #hides = new WeakMap<Schema, boolean>()

  /** `allowed`: what of them stored definitions may reach all the same. */
  constructor(sensitive: Iterable<string>, allowed: ReadonlySet<string>) {
    this.#sensitive = new Set(sensitive)
    this.#allowed = allowed
  }

  /** Paths that whole records leave out. */
  hidden(table: TableSchema): readonly string[] {
    let hidden = this.#hidden.get(table)
    if (hidden === undefined) {
      hidden = hiddenColumns(table, this.#sensitive)
      this.#hidden.set(table, hidden)
    }
    return hidden
  }

  hiddenFromStored(table: TableSchema): HiddenFromStored {
    let hidden = this.#fromStored.get(table)
    if (hidden === undefined) {
      const names = [table.name, ...table.aliases, ...(table.ancestors ?? [])]
      const isAllowed = (column: string): boolean =>
        this.#allowed.has(column) || names.some((name) => this.#allowed.has(`${name}.${column}`))
      const columns = this.hidden(table).filter((column) => !isAllowed(column))
      hidden = { columns, relations: table.relations ?? [] }
      this.#fromStored.set(table, hidden)
    }
    return hidden
  }

  /** Related objects in `input` that its whole leaves out: any of them may carry hidden columns of its own, where a table has some. */
  hiddenRelations(table: TableSchema, schema: Schema): readonly string[] {
    if (table.relations === undefined || table.relations.length === 0) return []
    let hides = this.#hides.get(schema)
    if (hides === undefined) {
      hides = [...schema.tables()].some((each) => this.hidden(each).length > 0)
      this.#hides.set(schema, hides)
    }
    return hides ? table.relations : []
  }
}
