import { loadVendor } from '../vendor/load-vendor.ts'
import type { OpenApiDocument } from './openapi-document.ts'
import type { Operation, OperationParameter } from './operation.ts'
import type { RequestParts } from './request-parts.ts'

/** What is used of ajv. */
interface Ajv {
  addSchema(schema: object, key: string): unknown
  compile(schema: object): Validate
}

interface Validate {
  (data: unknown): boolean
  errors?: readonly Problem[] | null
}

interface Problem {
  keyword: string
  instancePath: string
  params: Readonly<Record<string, unknown>>
  schema?: unknown
  data?: unknown
  message?: string
}

interface Checks {
  parameters: Validate
  body: Validate | undefined
}

const maxProblems = 20

/** Checks what is to be sent against the operation's own schemas. Each operation's are compiled when it is first used. */
export class RequestValidator {
  /** For JSON, which has numbers and booleans; and for all that travels as text, where "12" is a number. */
  readonly #strict: Ajv
  readonly #lenient: Ajv
  readonly #checks = new Map<Operation, Checks>()

  private constructor(strict: Ajv, lenient: Ajv) {
    this.#strict = strict
    this.#lenient = lenient
  }

  static async create(document: OpenApiDocument): Promise<RequestValidator> {
    const { default: ajv } = await loadVendor('openApi()', 'ajv', () => import('ajv/dist/2020.js'))
    const { default: formats } = await loadVendor('openApi()', 'ajv-formats', () => import('ajv-formats'))
    const Ajv2020 = classOf(ajv) as new (options: object) => Ajv
    const addFormats = classOf(formats) as (to: Ajv) => unknown
    const create = (coerceTypes: boolean): Ajv => {
      const options = {
        strict: false,
        allErrors: true,
        verbose: true,
        logger: false,
        validateSchema: false,
        coerceTypes,
      }
      const instance = new Ajv2020(options)
      addFormats(instance)
      instance.addSchema(document, 'document')
      return instance
    }
    return new RequestValidator(create(false), create(true))
  }

  /**
   * All that is wrong, each with the path of the value. Values of parameters and of forms are given the type that they are to have; a text in JSON
   * that is a number exactly becomes one where nothing else fits, for databases give large numbers and decimals as texts.
   */
  problemsOf(operation: Operation, parts: RequestParts): string[] {
    const { parameters, body } = this.#checksOf(operation)
    const { path, query, headers } = parts
    const found = parameters({ path, query, headers }) ? [] : describe(parameters.errors, '')
    if (operation.body === undefined) {
      if (parts.body !== undefined) found.push('body: the operation has none')
    } else if (parts.body === undefined) {
      if (operation.body.required) found.push('body: is missing')
    } else if (body !== undefined && !passes(body, parts)) found.push(...describe(body.errors, 'body'))
    return found.length > maxProblems
      ? [...found.slice(0, maxProblems), `and ${found.length - maxProblems} more`]
      : found
  }

  #checksOf(operation: Operation): Checks {
    const known = this.#checks.get(operation)
    if (known !== undefined) return known
    const { parameters, body } = operation
    const compiled = {
      parameters: this.#lenient.compile(parametersSchema(parameters)),
      body: body?.schemaAt && (body.kind === 'form' ? this.#lenient : this.#strict).compile(wrapped(body.schemaAt)),
    }
    const checks = { ...compiled, body: compiled.body || undefined }
    this.#checks.set(operation, checks)
    return checks
  }
}

function parametersSchema(parameters: readonly OperationParameter[]): object {
  const partOf = (where: OperationParameter['in']): object => {
    const own = parameters.filter((parameter) => parameter.in === where)
    const always = where === 'header' ? { 'idempotency-key': { type: 'string', minLength: 1 } } : {}
    const declared = own.map(({ name, schemaAt }) => [name, schemaAt ? referTo(schemaAt) : {}] as const)
    return {
      type: 'object',
      properties: { ...always, ...Object.fromEntries(declared) },
      required: own.filter(({ required }) => required).map(({ name }) => name),
      additionalProperties: false,
    }
  }
  return { type: 'object', properties: { path: partOf('path'), query: partOf('query'), headers: partOf('header') } }
}

/** Within an object, so that a body which is one value can be given its type too. */
function wrapped(schemaAt: string): object {
  return { type: 'object', properties: { body: referTo(schemaAt) } }
}

function referTo(schemaAt: string): object {
  return { $ref: `document#${schemaAt}` }
}

function passes(validate: Validate, parts: RequestParts): boolean {
  return validate(parts) || (toNumbers(parts, validate.errors ?? []) && validate(parts))
}

/** Whether there were texts that had to be numbers, and are now. */
function toNumbers(parts: RequestParts, problems: readonly Problem[]): boolean {
  let isChanged = false
  for (const { keyword, instancePath, schema, data } of problems) {
    const types = Array.isArray(schema) ? schema : [schema]
    if (keyword !== 'type' || typeof data !== 'string' || !isExact(data)) continue
    if (types.includes('number') || (types.includes('integer') && !data.includes('.')))
      isChanged = setAt(parts, pathOf(instancePath), Number(data)) || isChanged
  }
  return isChanged
}

/** Whether a number of JavaScript says the very same. */
function isExact(text: string): boolean {
  if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text) || text.replaceAll(/\D/g, '').length > 15) return false
  return Number.isFinite(Number(text))
}

function setAt(root: object, path: readonly string[], value: number): boolean {
  const last = path.at(-1)
  let parent: unknown = root
  for (const name of path.slice(0, -1)) parent = (parent as Record<string, unknown> | undefined)?.[name]
  if (last === undefined || typeof parent !== 'object' || parent === null) return false
  return Reflect.set(parent, last, value)
}

function describe(problems: readonly Problem[] | null | undefined, place: string): string[] {
  return [...new Set((problems ?? []).map((problem) => describeOne(problem, place)))]
}

function describeOne({ keyword, instancePath, params, message = 'is not allowed' }: Problem, place: string): string {
  const path = pathOf(instancePath)
  const where = (...more: unknown[]): string => [...path, ...more].join('.') || place || 'the input'
  if (keyword === 'required') return `${where(params.missingProperty)}: is missing`
  if (keyword === 'additionalProperties') return `${where(params.additionalProperty)}: is not known`
  if (keyword === 'enum') return `${where()}: must be one of ${JSON.stringify(params.allowedValues).slice(0, 300)}`
  return `${where()}: ${message}`
}

function pathOf(instancePath: string): string[] {
  const parts = instancePath.split('/').slice(1)
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** Both are CommonJS: where they are bundled, the default export may be a member of the default export. */
function classOf(loaded: unknown): unknown {
  return (loaded as { default?: unknown }).default ?? loaded
}
