import type { CollectionLike, CursorLike, Document, Method } from '../mongoose-like.ts'
import type { MongooseTable } from '../schema/mongoose-table.ts'
import type { Installation } from './installation.ts'

/** A collection whose writing methods fire triggers, and the models that write to it: one, or a base and its discriminators. */
export class WatchedCollection {
  readonly installation: Installation
  readonly collection: CollectionLike
  readonly #methods = new Map<string, Method>()
  readonly #byValue = new Map<unknown, MongooseTable>()
  #root: MongooseTable | undefined
  /** Of the base and its discriminators. */
  readonly tables: MongooseTable[] = []

  constructor(installation: Installation, collection: CollectionLike) {
    this.installation = installation
    this.collection = collection
  }

  get name(): string {
    return this.collection.name
  }

  /** Puts `replacement` in the place of a method, and keeps Mongoose's own. */
  replace(name: string, replacement: Method): void {
    this.#methods.set(name, this.collection[name] as Method)
    this.collection[name] = replacement
  }

  /** Mongoose's own method. */
  call(name: string, args: readonly unknown[]): Promise<unknown> {
    const method = this.#methods.get(name) ?? (this.collection[name] as Method)
    return method.apply(this.collection, args as unknown[]) as Promise<unknown>
  }

  /** From the primary, whatever the schema or the connection prefers (R9). */
  find(filter: Document, options: Document): CursorLike {
    const onPrimary = { ...options, readPreference: 'primary' }
    return (this.collection.find as Method).call(this.collection, filter, onPrimary) as CursorLike
  }

  aggregate(pipeline: readonly Document[], options: Document = {}): Promise<Document[]> {
    const onPrimary = { ...options, readPreference: 'primary' }
    const cursor = (this.collection.aggregate as Method).call(this.collection, pipeline, onPrimary) as CursorLike
    return cursor.toArray()
  }

  addTable(table: MongooseTable): void {
    this.tables.push(table)
    const { discriminatorMapping } = table.model.schema
    if (discriminatorMapping === undefined || discriminatorMapping.isRoot) this.#root = table
    else this.#byValue.set(discriminatorMapping.value, table)
  }

  /** The base, or the only model. */
  get root(): MongooseTable {
    return this.#root ?? this.tables[0]!
  }

  /** Field that says which of the models a document is of; absent where there is but one. */
  get discriminatorKey(): string | undefined {
    return this.tables.find(({ model }) => model.schema.discriminatorMapping)?.model.schema.discriminatorMapping?.key
  }

  /** The table of a document with this value of the discriminator key. */
  tableOf(value: unknown): MongooseTable {
    return this.#byValue.get(value) ?? this.root
  }

  /** The values that stand for the table's documents. */
  valuesOf(table: MongooseTable): unknown[] {
    return [...this.#byValue].flatMap(([value, each]) => (each === table ? [value] : []))
  }
}
