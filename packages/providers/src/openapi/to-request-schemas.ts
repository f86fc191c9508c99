import type { OpenApiDocument } from './openapi-document.ts'

type Members = Readonly<Record<string, unknown>>

/** Members whose values are data, and no schemas. */
const dataMembers: ReadonlySet<string> = new Set(['example', 'examples', 'default', 'enum', 'const'])
/** Members whose own members are names of the user's. */
const namedMembers: ReadonlySet<string> = new Set([
  'properties',
  'patternProperties',
  'schemas',
  '$defs',
  'paths',
  'encoding',
])

/**
 * The document with its schemas as JSON Schema says the same (3.0 has a `nullable` and a boolean `exclusiveMinimum` of its own), and as they are
 * meant for requests: what is `readOnly` is not required.
 *
 * @throws Error that names the references to other documents which were not read.
 */
export function toRequestSchemas(document: OpenApiDocument): OpenApiDocument {
  const conversion = new Conversion(document.openapi.startsWith('3.0.'))
  const converted = conversion.of(document, false) as OpenApiDocument
  if (conversion.external.size === 0) return converted
  const found = [...conversion.external].slice(0, 5).join(', ')
  throw new Error(`it refers to other documents (${found}), which are not read unless \`externalRefs\` is true`)
}

class Conversion {
  readonly external = new Set<string>()
  readonly #isOld: boolean
  /** Resolved references share objects: each is converted once. */
  readonly #copies = new Map<object, unknown>()

  constructor(isOld: boolean) {
    this.#isOld = isOld
  }

  of(value: unknown, hasNames: boolean): unknown {
    if (typeof value !== 'object' || value === null) return value
    if (this.#copies.has(value)) return this.#copies.get(value)
    if (Array.isArray(value)) {
      const items: unknown[] = []
      this.#copies.set(value, items)
      for (const item of value) items.push(this.of(item, false))
      return items
    }
    const copy: Record<string, unknown> = {}
    this.#copies.set(value, copy)
    for (const [name, member] of Object.entries(value))
      copy[name] = !hasNames && dataMembers.has(name) ? member : this.of(member, !hasNames && namedMembers.has(name))
    if (!hasNames) this.#change(copy)
    return copy
  }

  #change(schema: Record<string, unknown>): void {
    const { $ref: reference, required, properties } = schema
    if (typeof reference === 'string' && !reference.startsWith('#')) this.external.add(reference)
    if (Array.isArray(required) && isMembers(properties)) {
      const isSent = (name: unknown): boolean => (properties[String(name)] as Members | undefined)?.readOnly !== true
      schema.required = required.filter(isSent)
    }
    if (!this.#isOld) return
    changeBound(schema, 'minimum', 'exclusiveMinimum')
    changeBound(schema, 'maximum', 'exclusiveMaximum')
    if (typeof schema.nullable === 'boolean') changeNullable(schema)
  }
}

function changeBound(schema: Record<string, unknown>, bound: string, exclusive: string): void {
  if (typeof schema[exclusive] !== 'boolean') return
  const isExclusive = schema[exclusive]
  delete schema[exclusive]
  if (!isExclusive || schema[bound] === undefined) return
  schema[exclusive] = schema[bound]
  delete schema[bound]
}

function changeNullable(schema: Record<string, unknown>): void {
  const { nullable, ...rest } = schema
  delete schema.nullable
  if (nullable !== true) return
  if (typeof rest.type === 'string') {
    schema.type = [rest.type, 'null']
    if (Array.isArray(rest.enum)) schema.enum = [...(rest.enum as unknown[]), null]
    return
  }
  for (const name of Object.keys(rest)) delete schema[name]
  schema.anyOf = [rest, { type: 'null' }]
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
