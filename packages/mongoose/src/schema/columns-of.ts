import type { ColumnSchema } from '@triggerkit/core/adapter'
import type { SchemaLike, SchemaTypeLike } from '../mongoose-like.ts'
import { toColumnKind } from './column-kind.ts'

/** The columns of a schema by dotted path: nested documents path by path, arrays and maps whole. */
export function columnsOf(schema: SchemaLike): Map<string, ColumnSchema> {
  const columns = new Map<string, ColumnSchema>()
  collect(schema, '', columns, [])
  return columns
}

function collect(
  schema: SchemaLike,
  prefix: string,
  columns: Map<string, ColumnSchema>,
  around: readonly SchemaLike[],
): void {
  const generated = generatedPaths(schema)
  for (const [path, type] of Object.entries(schema.paths)) {
    if (path.endsWith('.$*')) continue
    const name = prefix + path
    // A schema within itself is one column: its paths have no end.
    if (type.$isSingleNested && type.schema && !around.includes(type.schema))
      collect(type.schema, `${name}.`, columns, [...around, schema])
    else columns.set(name, toColumn(name, type, generated.has(path)))
  }
}

function toColumn(name: string, type: SchemaTypeLike, isGenerated: boolean): ColumnSchema {
  return {
    name,
    kind: toColumnKind(type),
    nullable: type.isRequired !== true,
    hidden: type.options.select === false,
    generated: isGenerated || type.defaultValue !== undefined,
    values: type.instance === 'String' ? enumTexts(type) : undefined,
  }
}

/** What the schema's validation of `save` and `create` lets through; updates are held to it with `runValidators` alone. */
function enumTexts({ enumValues = [] }: SchemaTypeLike): string[] | undefined {
  const texts = enumValues.filter((value) => typeof value === 'string')
  return texts.length > 0 ? texts : undefined
}

function generatedPaths({ options }: SchemaLike): Set<string> {
  const names = new Set(['_id'])
  if (typeof options.versionKey === 'string') names.add(options.versionKey)
  if (options.discriminatorKey !== undefined) names.add(options.discriminatorKey)
  const { timestamps } = options
  if (timestamps) {
    const { createdAt = true, updatedAt = true } = timestamps as { createdAt?: unknown; updatedAt?: unknown }
    for (const [name, given] of Object.entries({ createdAt, updatedAt }))
      if (given) names.add(typeof given === 'string' ? given : name)
  }
  return names
}
