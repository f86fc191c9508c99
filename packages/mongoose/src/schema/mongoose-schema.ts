import type { Schema, TableSchema } from '@triggerkit/core/adapter'
import type { MongooseTable } from './mongoose-table.ts'

/** The models of a connection that have the plugin; more may come at any time. */
export class MongooseSchema implements Schema {
  readonly isOpen = true
  readonly #tables = new Map<string, MongooseTable>()

  add(table: MongooseTable): void {
    this.#tables.set(table.schema.name, table)
  }

  find(name: string): TableSchema | undefined {
    const named = this.#tables.get(name)
    if (named !== undefined) return named.schema
    const found = [...this.#tables.values()].filter(({ schema }) => schema.aliases.includes(name))
    return found.length === 1 ? found[0]!.schema : undefined
  }

  tables(): TableSchema[] {
    return [...this.#tables.values()].map(({ schema }) => schema)
  }

  /** The table of a canonical name or alias. */
  tableOf(name: string): MongooseTable {
    const schema = this.find(name)
    const table = schema && this.#tables.get(schema.name)
    if (table !== undefined) return table
    throw new Error(
      `There is no model "${name}" with triggers on this connection. Models: ${[...this.#tables.keys()].join(', ')}.`,
    )
  }
}
