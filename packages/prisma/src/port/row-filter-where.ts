import { type FilterOperators, isFilterOperators, type RowFilter } from '@triggerkit/core/adapter'
import type { Arguments, RawClient } from '../client/raw-client.ts'
import { whereOfKeys } from '../row/key-where.ts'
import type { PrismaTable } from '../schema/prisma-schema.ts'
import type { Dialect } from '../sql/dialect.ts'
import { keysLike } from './keys-like.ts'

/** What a filter is translated for. */
export interface FilterPlace {
  client: RawClient
  table: PrismaTable
  dialect: Dialect
}

/** A filter of the core as Prisma's `where`. */
export async function toWhere(place: FilterPlace, filter: RowFilter): Promise<Arguments> {
  const all: Arguments[] = []
  for (const [name, operand] of Object.entries(filter)) {
    if (name === '$and') all.push({ AND: await each(place, operand as RowFilter[]) })
    else if (name === '$or') all.push({ OR: await each(place, operand as RowFilter[]) })
    else if (name === '$not') all.push({ NOT: await toWhere(place, operand as RowFilter) })
    else all.push(...(await columnCriteria(place, name, operand)))
  }
  return all.length === 1 ? all[0]! : all.length === 0 ? {} : { AND: all }
}

function each(place: FilterPlace, filters: readonly RowFilter[]): Promise<Arguments[]> {
  return Promise.all(filters.map((filter) => toWhere(place, filter)))
}

async function columnCriteria(place: FilterPlace, name: string, operand: unknown): Promise<Arguments[]> {
  const { table } = place
  const column = table.model.columns.get(name)
  if (column === undefined) {
    throw new Error(
      `${table.schema.name} has no field "${name}". Fields: ${[...table.model.columns.keys()].join(', ')}.`,
    )
  }
  const equals = (value: unknown): Arguments =>
    column.kind === 'json' || column.list ? { [name]: { equals: value } } : { [name]: value }
  if (!isFilterOperators(operand)) return [equals(operand)]
  const criteria: Arguments[] = []
  for (const [operator, value] of Object.entries(operand))
    criteria.push(await criterion(place, name, equals, operator, value))
  return criteria
}

async function criterion(
  place: FilterPlace,
  name: string,
  equals: (value: unknown) => Arguments,
  operator: string,
  value: unknown,
): Promise<Arguments> {
  switch (operator as keyof FilterOperators) {
    case '$eq':
      return equals(value)
    case '$ne':
      return { [name]: { not: value } }
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return { [name]: { [operator.slice(1)]: value } }
    case '$in':
      return isIn(name, value as readonly unknown[])
    case '$nin':
      return { NOT: isIn(name, value as readonly unknown[]), ...isKnown(place, name) }
    case '$null':
      return { [name]: value === true ? null : { not: null } }
    case '$like':
      return whereOfKeys(place.table, await keysLike(place, name, value as string))
    default:
      throw new Error(`There is no filter operator "${operator}".`)
  }
}

function isIn(name: string, values: readonly unknown[]): Arguments {
  const some = { [name]: { in: values.filter((value) => value !== null) } }
  return values.includes(null) ? { OR: [some, { [name]: null }] } : some
}

/** As in SQL, NULL is neither in a list nor out of it. */
function isKnown({ table }: FilterPlace, name: string): Arguments {
  return table.model.columns.get(name)!.optional ? { [name]: { not: null } } : {}
}
