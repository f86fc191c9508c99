import type { Schema, TableSchema } from './schema.ts'

/** A schema over these tables, found by canonical name first, then by an alias that only one table has. */
export function createSchema(tables: readonly TableSchema[]): Schema {
  const byName = new Map(tables.map((table) => [table.name, table]))
  const byAlias = new Map<string, TableSchema | undefined>()
  for (const table of tables) {
    for (const alias of table.aliases)
      byAlias.set(alias, byAlias.has(alias) && byAlias.get(alias) !== table ? undefined : table)
  }
  return {
    find: (name) => byName.get(name) ?? byAlias.get(name),
    tables: () => tables,
  }
}

/** Every name that a definition may use for the table: the canonical one and the aliases that are its alone. */
export function namesOf(schema: Schema, table: TableSchema): string[] {
  return [table.name, ...table.aliases.filter((alias) => alias !== table.name && schema.find(alias) === table)]
}

/** The same for the table and its ancestors: all names whose triggers fire for the table's rows, but `*`. */
export function triggerNamesOf(schema: Schema, table: TableSchema): string[] {
  const ancestors = (table.ancestors ?? []).flatMap((name) => schema.find(name) ?? [])
  return [table, ...ancestors].flatMap((each) => namesOf(schema, each))
}
