import {
  type CascadeSchema,
  type ColumnSchema,
  createSchema,
  type Schema,
  type TableSchema,
  TriggerkitError,
} from '@triggerkit/core/adapter'
import type { RawClient } from '../client/raw-client.ts'
import type { Model, ModelColumn } from './model.ts'
import { readModels, readRelationMode } from './read-models.ts'

/** A model as Prisma knows it and as the core does. */
export interface PrismaTable {
  model: Model
  schema: TableSchema
  /** The schema of the database in which Prisma itself looks for the table; undefined: the connection's. */
  databaseSchema: string | undefined
}

/** The models of a client, read off the schema that every generated client carries. */
export class PrismaSchema {
  readonly schema: Schema
  /** Who keeps references whole: the database, or Prisma itself. */
  readonly relationMode: 'foreignKeys' | 'prisma'
  readonly #tables: ReadonlyMap<string, PrismaTable>

  constructor(client: RawClient) {
    const text = client._engineConfig.inlineSchema
    const models = readModels(text)
    assertKeys([...models.values()])
    this.relationMode = readRelationMode(text)
    const defaultSchema = defaultSchemaOf(client)
    this.#tables = new Map(
      [...models.values()].map((model) => [
        model.name,
        {
          model,
          schema: toTableSchema(model, models, client),
          databaseSchema: model.databaseSchema ?? defaultSchema,
        },
      ]),
    )
    this.schema = createSchema([...this.#tables.values()].map(({ schema }) => schema))
  }

  /** The table of a canonical name or alias. */
  find(name: string): PrismaTable {
    const schema = this.schema.find(name)
    const table = schema && this.#tables.get(schema.name)
    if (table !== undefined) return table
    throw new Error(
      `There is no model "${name}" in this Prisma schema. Models: ${[...this.#tables.keys()].join(', ')}.`,
    )
  }

  /** Of a model's own name; undefined of views. */
  tableOf(model: string): PrismaTable | undefined {
    return this.#tables.get(model)
  }
}

/** Prisma itself wants a key of each model, so that a client without one is of a version that does not. */
function assertKeys(models: readonly Model[]): void {
  const without = models.filter(({ key }) => key.length === 0).map(({ name }) => name)
  if (without.length === 0) return
  throw new TriggerkitError({
    code: 'KEY_MISSING',
    message:
      `No key tells the rows of ${without.join(', ')} apart, so that triggers cannot follow them. ` +
      'Give each model an @id, an @@id or a @unique of required fields, or leave it out of the client by @@ignore.',
  })
}

/**
 * Where Prisma looks for tables without `@@schema`. On PostgreSQL it is the option of the driver adapter, `public` else, and never the
 * connection's search path.
 */
function defaultSchemaOf({ _engineConfig: { activeProvider, adapter } }: RawClient): string | undefined {
  return activeProvider === 'postgresql' ? (adapter?.options?.schema ?? 'public') : undefined
}

function toTableSchema(model: Model, models: ReadonlyMap<string, Model>, client: RawClient): TableSchema {
  const omitted = client._globalOmit?.[model.delegate] ?? {}
  const qualified = model.databaseSchema === undefined ? [] : [`${model.databaseSchema}.${model.table}`]
  return {
    name: model.name,
    aliases: [...new Set([model.table, model.delegate, ...qualified])].filter((name) => name !== model.name),
    key: model.key,
    columns: new Map(
      [...model.columns].map(([name, column]) => [name, toColumnSchema(column, omitted[name] === true)]),
    ),
    cascades: cascadesOf(model, models),
    relations: [...model.relations.keys()],
  }
}

/** What Prisma cannot read (`Unsupported`) is hidden too. */
function toColumnSchema(column: ModelColumn, omitted: boolean): ColumnSchema {
  const { name, kind, list, optional, generated, type, enumValues } = column
  return {
    name,
    kind,
    nullable: optional,
    hidden: omitted || type === 'Unsupported',
    generated,
    values: list || enumValues === undefined ? undefined : [...enumValues.values()],
  }
}

/** Children that go or are emptied with a row, by the database or, with `relationMode = "prisma"`, by Prisma (R17). */
function cascadesOf(model: Model, models: ReadonlyMap<string, Model>): CascadeSchema[] {
  return [...models.values()].flatMap((child) =>
    [...child.relations.values()].flatMap(({ target, side, onDelete, columns, references }): CascadeSchema[] => {
      if (side !== 'own' || target !== model.name || (onDelete !== 'Cascade' && onDelete !== 'SetNull')) return []
      const pairs = columns.map((column, index): [string, string] => [column, references[index]!])
      const action = onDelete === 'Cascade' ? 'delete' : 'set-null'
      return [{ childTable: child.name, columns: Object.fromEntries(pairs), action }]
    }),
  )
}
