import { columnKind } from './column-kind.ts'
import type { Model, ModelColumn, ModelRelation, ReferentialAction } from './model.ts'
import {
  readSchemaText,
  type SchemaAttribute,
  type SchemaBlock,
  type SchemaField,
  type SchemaValue,
} from './schema-text.ts'

/** The models of a Prisma schema. Views are no models: nothing writes to them; those with `@@ignore` are not in the client. */
export function readModels(text: string): Map<string, Model> {
  const blocks = readSchemaText(text)
  const models = blocks.filter(
    ({ kind, attributes }) => kind === 'model' && attribute(attributes, '@@ignore') === undefined,
  )
  const enums = new Map(blocks.filter(({ kind }) => kind === 'enum').map((block) => [block.name, enumValues(block)]))
  const byName = new Map(blocks.map((block) => [block.name, block]))
  return new Map(models.map((block) => [block.name, toModel(block, byName, enums)]))
}

/** `relationMode` of the datasource: who keeps references whole. */
export function readRelationMode(text: string): 'foreignKeys' | 'prisma' {
  const source = readSchemaText(text).find(({ kind }) => kind === 'datasource')
  return source?.settings.get('relationMode') === 'prisma' ? 'prisma' : 'foreignKeys'
}

type Enums = ReadonlyMap<string, ReadonlyMap<string, string>>

function toModel(block: SchemaBlock, blocks: ReadonlyMap<string, SchemaBlock>, enums: Enums): Model {
  const isRelation = ({ type }: SchemaField): boolean => blocks.get(type)?.kind === 'model'
  const fields = block.fields.filter((field) => attribute(field.attributes, '@ignore') === undefined)
  const columns = fields.filter((field) => !isRelation(field)).map((field) => toColumn(field, enums))
  const relations = fields.filter(isRelation).map((field) => toRelation(field, block, blocks))
  const uniques = uniquesOf(block)
  const [keyName, key] = keyOf(block, uniques)
  return {
    name: block.name,
    delegate: block.name.charAt(0).toLowerCase() + block.name.slice(1),
    table: text(argument(attribute(block.attributes, '@@map'), 'name')) ?? block.name,
    databaseSchema: text(argument(attribute(block.attributes, '@@schema'), 'name')),
    columns: new Map(columns.map((column) => [column.name, column])),
    relations: new Map(relations.map((relation) => [relation.name, relation])),
    key,
    keyName: key.length > 1 ? keyName : undefined,
    uniques,
  }
}

function toColumn(field: SchemaField, enums: Enums): ModelColumn {
  const { name, type, list, optional, attributes } = field
  const standard = argument(attribute(attributes, '@default'), 'value')
  return {
    name,
    databaseName: text(argument(attribute(attributes, '@map'), 'name')) ?? name,
    type,
    kind: columnKind(field, enums.has(type)),
    list,
    optional,
    generated: standard !== undefined || attribute(attributes, '@updatedAt') !== undefined,
    touched: attribute(attributes, '@updatedAt') !== undefined,
    counts: standard === 'autoincrement',
    enumValues: enums.get(type),
  }
}

function toRelation(field: SchemaField, block: SchemaBlock, blocks: ReadonlyMap<string, SchemaBlock>): ModelRelation {
  const inverse = inverseOf(field, block, blocks.get(field.type)!)
  const own = attribute(field.attributes, '@relation')
  const ownColumns = list(argument(own, 'fields'))
  const other = attribute(inverse.attributes, '@relation')
  const holder = ownColumns.length > 0 ? own : other
  const child = ownColumns.length > 0 ? field : inverse
  return {
    name: field.name,
    target: field.type,
    inverse: inverse.name,
    list: field.list,
    optional: field.optional,
    side: ownColumns.length > 0 ? 'own' : field.list && inverse.list ? 'link' : 'target',
    columns: list(argument(holder, 'fields')),
    references: list(argument(holder, 'references')),
    onDelete:
      (text(argument(holder, 'onDelete')) as ReferentialAction | undefined) ??
      (child.optional ? 'SetNull' : 'Restrict'),
  }
}

/** The field on the other side: of the same relation, and of a model that refers to itself not the field itself. */
function inverseOf(field: SchemaField, block: SchemaBlock, target: SchemaBlock): SchemaField {
  const nameOf = (each: SchemaField): string | undefined =>
    text(argument(attribute(each.attributes, '@relation'), 'name'))
  const found = target.fields.find(
    (each) => each.type === block.name && nameOf(each) === nameOf(field) && each !== field,
  )
  return found ?? field
}

function uniquesOf(block: SchemaBlock): Map<string, readonly string[]> {
  const uniques = new Map<string, readonly string[]>()
  for (const { name, attributes } of block.fields) {
    if (attribute(attributes, '@id') ?? attribute(attributes, '@unique')) uniques.set(name, [name])
  }
  for (const each of block.attributes) {
    if (each.name !== '@@id' && each.name !== '@@unique') continue
    const columns = list(argument(each, 'fields'))
    if (columns.length === 1) uniques.set(columns[0]!, columns)
    else uniques.set(text(each.arguments.get('name')) ?? columns.join('_'), columns)
  }
  return uniques
}

/** The `@id`, else the first unique constraint whose columns are all required, as Prisma itself tells rows apart. */
function keyOf(
  block: SchemaBlock,
  uniques: ReadonlyMap<string, readonly string[]>,
): [string | undefined, readonly string[]] {
  const isRequired = (name: string): boolean => block.fields.some((field) => field.name === name && !field.optional)
  const declared = new Set([
    ...block.fields.filter(({ attributes }) => attribute(attributes, '@id')).map(({ name }) => name),
    ...list(argument(attribute(block.attributes, '@@id'), 'fields')),
  ])
  const all = [...uniques]
  const isId = ([, columns]: [string, readonly string[]]): boolean =>
    columns.length === declared.size && columns.every((name) => declared.has(name))
  return all.find(isId) ?? all.find(([, columns]) => columns.every(isRequired)) ?? [undefined, []]
}

function enumValues({ fields }: SchemaBlock): ReadonlyMap<string, string> {
  return new Map(
    fields.map(({ name, attributes }) => [text(argument(attribute(attributes, '@map'), 'name')) ?? name, name]),
  )
}

function attribute(attributes: readonly SchemaAttribute[], name: string): SchemaAttribute | undefined {
  return attributes.find((each) => each.name === name)
}

/** An argument by name, or the first one where it stands without. */
function argument(from: SchemaAttribute | undefined, name: string): SchemaValue | undefined {
  return from?.arguments.get(name) ?? from?.arguments.get(0)
}

function text(value: SchemaValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function list(value: SchemaValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}
