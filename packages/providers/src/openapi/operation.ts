import {
  methods,
  type OpenApiDocument,
  type OpenApiMediaType,
  type OpenApiOperation,
  type OpenApiParameter,
  type OpenApiPath,
  type OpenApiServer,
} from './openapi-document.ts'

/** An operation of a document, as far as a request needs it. */
export interface Operation {
  /** Its `operationId`, else its method and path. */
  readonly id: string
  readonly method: string
  readonly path: string
  readonly parameters: readonly OperationParameter[]
  readonly body: OperationBody | undefined
  /** Media types of a body that cannot be made here. */
  readonly otherTypes: readonly string[]
  readonly servers: readonly OpenApiServer[]
}

export interface OperationParameter extends Pick<OpenApiParameter, 'name' | 'in' | 'style' | 'explode'> {
  readonly required: boolean
  /** Where its schema is in the document, as a JSON pointer in a fragment; undefined where it has none. */
  readonly schemaAt: string | undefined
  /** Whether its value travels as JSON. */
  readonly isJson: boolean
}

export interface OperationBody {
  readonly required: boolean
  readonly contentType: string
  readonly kind: 'json' | 'form'
  readonly schemaAt: string | undefined
  readonly encoding: NonNullable<OpenApiMediaType['encoding']>
}

/** Headers that OpenAPI leaves to the rest of the operation. */
const ownHeaders: ReadonlySet<string> = new Set(['accept', 'content-type', 'authorization'])

export function operationsOf(document: OpenApiDocument): Operation[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method]
      return operation === undefined ? [] : [toOperation(document, path, item, method, operation)]
    }),
  )
}

function toOperation(
  document: OpenApiDocument,
  path: string,
  item: OpenApiPath,
  method: string,
  operation: OpenApiOperation,
): Operation {
  const body = bodyOf(operation, ['paths', path, method])
  return {
    id: operation.operationId ?? `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    parameters: parametersOf(path, item, method, operation),
    body,
    otherTypes: body === undefined ? Object.keys(operation.requestBody?.content ?? {}) : [],
    servers: operation.servers ?? item.servers ?? document.servers ?? [],
  }
}

/** Those of the operation win over those of its path. */
function parametersOf(path: string, item: OpenApiPath, method: string, operation: OpenApiOperation) {
  const found = new Map<string, OperationParameter>()
  const add = (given: readonly OpenApiParameter[], place: readonly string[]): void =>
    given.forEach((parameter, index) => {
      const { name, in: where, style, explode, schema, required = false } = parameter
      if (where === 'header' && ownHeaders.has(name.toLowerCase())) return
      const [type] = Object.keys(parameter.content ?? {})
      const own = [...place, 'parameters', String(index)]
      const schemaAt = type === undefined ? schema && [...own, 'schema'] : [...own, 'content', type, 'schema']
      const at = schemaAt && toFragment(schemaAt)
      found.set(`${where} ${name}`, {
        name,
        in: where,
        style,
        explode,
        required,
        schemaAt: at,
        isJson: type !== undefined,
      })
    })
  add(item.parameters ?? [], ['paths', path])
  add(operation.parameters ?? [], ['paths', path, method])
  return [...found.values()]
}

function bodyOf({ requestBody }: OpenApiOperation, place: readonly string[]): OperationBody | undefined {
  const types = Object.keys(requestBody?.content ?? {})
  const json = types.find((type) => /^application\/(?:[\w.+-]+\+)?json\b/i.test(type))
  const contentType = json ?? types.find((type) => /^application\/x-www-form-urlencoded\b/i.test(type))
  if (requestBody === undefined || contentType === undefined) return undefined
  const { schema, encoding = {} } = requestBody.content![contentType]!
  return {
    required: requestBody.required ?? false,
    contentType,
    kind: json === undefined ? 'form' : 'json',
    schemaAt: schema && toFragment([...place, 'requestBody', 'content', contentType, 'schema']),
    encoding,
  }
}

function toFragment(path: readonly string[]): string {
  return path.map((part) => `/${encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('')
}
