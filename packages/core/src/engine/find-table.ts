import type { ProblemList } from '../errors/problem-list.ts'
import { namesOf, triggerNamesOf } from '../schema/create-schema.ts'
import { isOwnTable } from '../schema/own-table.ts'
import type { TableSchema } from '../schema/schema.ts'
import type { Binding } from './binding.ts'

/** A table as an engine knows it by one of its names. */
export interface FoundTable {
  /** Absent where no ORM is connected: then the name is all that is known. */
  binding?: Binding
  table?: TableSchema
  /** Every name whose triggers fire for the table's rows, `*` included; none for Triggerkit's own tables (R21). */
  names: string[]
}

/** The table of that name, of the first connected ORM that has it; one that none of them has is a problem. */
export function findTable(
  name: string,
  bindings: Iterable<Binding>,
  path: string,
  problems: ProblemList,
): FoundTable | undefined {
  const bound = [...bindings]
  for (const binding of bound) {
    const { schema } = binding.port
    const table = schema.find(name)
    if (table === undefined) continue
    const names = triggerNamesOf(schema, table)
    return { binding, table, names: isOwnTable(names) ? [] : [...names, '*'] }
  }
  if (bound.length === 0) return { names: isOwnTable([name]) ? [] : [name, '*'] }
  const known = bound.flatMap(({ port }) => [...port.schema.tables()].flatMap((table) => namesOf(port.schema, table)))
  problems.addUnknown(path, 'table', name, new Set(known))
  return undefined
}
