import type { Row } from '@triggerkit/core/adapter'
import type { Arguments } from '../client/raw-client.ts'
import type { Model, ModelRelation } from '../schema/model.ts'

/**
 * The caller's `data` with what triggers set; theirs wins (R14). Prisma takes either foreign keys or relations, never both: where the caller
 * gives a relation whose rows hold the key, a foreign key becomes a `connect`.
 */
export function alterData(model: Model, data: Arguments, alteration: Row | undefined): Arguments {
  if (alteration === undefined) return data
  const altered: Arguments = { ...data }
  const own = [...model.relations.values()].filter(({ side }) => side === 'own')
  const byRelation = own.some(({ name }) => data[name] !== undefined)
  for (const relation of own.filter(({ columns }) => columns.some((column) => column in alteration))) {
    delete altered[relation.name]
    if (byRelation) altered[relation.name] = referenceTo(relation, alteration)
  }
  for (const [name, value] of Object.entries(alteration)) {
    const isReference = own.some(({ columns }) => columns.includes(name))
    if (!(byRelation && isReference)) altered[name] = value
  }
  return altered
}

function referenceTo({ columns, references }: ModelRelation, alteration: Row): Arguments {
  if (columns.some((column) => alteration[column] === null)) return { disconnect: true }
  const [reference, ...more] = references
  const values = Object.fromEntries(references.map((name, index) => [name, alteration[columns[index]!]]))
  return { connect: more.length === 0 ? { [reference!]: values[reference!] } : { [references.join('_')]: values } }
}
