import type { Arguments } from '../client/raw-client.ts'
import type { Model, ModelRelation } from '../schema/model.ts'

/** Prisma's words for what a nested write does through a relation. */
export type NestedKind =
  | 'create'
  | 'createMany'
  | 'connectOrCreate'
  | 'connect'
  | 'disconnect'
  | 'set'
  | 'update'
  | 'updateMany'
  | 'upsert'
  | 'delete'
  | 'deleteMany'

/** One thing that a nested write does: `posts: { create: { … } }`. */
export interface NestedInput {
  relation: ModelRelation
  kind: NestedKind
  /** Which of the related rows; absent where it is the one there is, or all. */
  where?: Arguments
  /** Of `create`, `connectOrCreate`, `upsert`: the row to make. Of `createMany`: `data` and `skipDuplicates`. */
  create?: Arguments
  /** Of `update`, `updateMany`, `upsert`: what becomes of the row. */
  update?: Arguments
  /** Of `set` and of `connect` to many: which rows are to be related. */
  wheres?: Arguments[]
}

/** `data` taken apart: what goes into the row itself, and what is done through its relations, in the order given. */
export interface SplitData {
  columns: Arguments
  own: NestedInput[]
  /** Through relations whose foreign key is not in the row. */
  related: NestedInput[]
}

export function splitData(model: Model, data: Arguments): SplitData {
  const split: SplitData = { columns: {}, own: [], related: [] }
  for (const [name, value] of Object.entries(data)) {
    const relation = model.relations.get(name)
    if (relation === undefined) split.columns[name] = value
    else if (value !== undefined)
      (relation.side === 'own' ? split.own : split.related).push(...inputsOf(relation, value as Arguments))
  }
  return split
}

/** Whether `data` sets a foreign key of the row itself through its relation. */
export function setsReference(model: Model, data: unknown): boolean {
  if (data === null || typeof data !== 'object') return false
  return Object.entries(data).some(([name, value]) => value !== undefined && model.relations.get(name)?.side === 'own')
}

function inputsOf(relation: ModelRelation, nested: Arguments): NestedInput[] {
  return (Object.entries(nested) as [NestedKind, unknown][]).flatMap(([kind, value]): NestedInput[] => {
    if (value === undefined) return []
    if (kind === 'set' || (kind === 'connect' && relation.list)) return [{ relation, kind, wheres: listOf(value) }]
    if (kind === 'createMany') return [{ relation, kind, create: value as Arguments }]
    return listOf(value).flatMap((each) => inputOf(relation, kind, each) ?? [])
  })
}

function inputOf(relation: ModelRelation, kind: NestedKind, value: Arguments | boolean): NestedInput | undefined {
  if (value === false) return undefined
  const given = value === true ? {} : value
  switch (kind) {
    case 'create':
      return { relation, kind, create: given }
    case 'connectOrCreate':
      return { relation, kind, where: given.where as Arguments, create: given.create as Arguments }
    case 'upsert':
      return {
        relation,
        kind,
        ...(given.where !== undefined && { where: given.where as Arguments }),
        create: given.create as Arguments,
        update: given.update as Arguments,
      }
    case 'update': {
      const input = updateInput(relation, given)
      // Prisma sends nothing for an update of nothing, and so asks for no row either.
      return Object.values(input.update ?? {}).some((each) => each !== undefined) ? input : undefined
    }
    case 'updateMany':
      return { relation, kind, where: (given.where ?? {}) as Arguments, update: given.data as Arguments }
    default:
      return { relation, kind, ...(value !== true && { where: given }) }
  }
}

/** Of a to-one relation the data may stand alone, without `where` and `data` round it. */
function updateInput(relation: ModelRelation, given: Arguments): NestedInput {
  const isWrapped = Object.keys(given).every((name) => name === 'where' || name === 'data') && isObject(given.data)
  if (!relation.list && !isWrapped) return { relation, kind: 'update', update: given }
  return {
    relation,
    kind: 'update',
    ...(given.where !== undefined && { where: given.where as Arguments }),
    update: given.data as Arguments,
  }
}

function listOf(value: unknown): Arguments[] {
  return (Array.isArray(value) ? value : [value]) as Arguments[]
}

function isObject(value: unknown): boolean {
  return value !== null && typeof value === 'object'
}
