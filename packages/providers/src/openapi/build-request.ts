import { bracketPairs, encodeForm, isNested, plainText, toPairs } from './encode-form.ts'
import type { OpenApiServer } from './openapi-document.ts'
import { isHeaderName, isHeaderValue, isServerUrl } from './openapi-options.ts'
import type { Operation, OperationParameter } from './operation.ts'
import type { RequestParts } from './request-parts.ts'

/** What is sent, but for what says who sends it. */
export interface BuiltRequest {
  url: URL
  /** By lower-case name. */
  headers: Record<string, string>
  body?: string
}

type Pairs = [name: string, value: string][]

/**
 * The request of an operation whose parts were checked. Paths are percent-encoded, headers have no line breaks.
 *
 * @throws Error of all that cannot be sent, each with its path.
 */
export function buildRequest(operation: Operation, parts: RequestParts, server: string): BuiltRequest {
  const problems: string[] = []
  const path = pathOf(operation, parts, problems)
  const query = toPairs(queryOf(operation, parts))
  const headers = headersOf(operation, parts, problems)
  for (const { name, in: where, required } of operation.parameters)
    if (where === 'cookie' && required) problems.push(`cookie.${name}: cookies are not sent`)
  const { body } = operation
  if (body === undefined && operation.otherTypes.length > 0)
    problems.push(`body: ${operation.otherTypes.join(', ')} cannot be made, only JSON and forms`)
  if (problems.length > 0) throw new Error(problems.join('; '))
  const url = new URL(server.replace(/\/+$/, '') + path + (query === '' ? '' : `?${query}`))
  if (body === undefined || parts.body === undefined) return { url, headers }
  const text = body.kind === 'form' ? encodeForm(parts.body, body.encoding) : JSON.stringify(parts.body)
  return { url, headers: { 'content-type': body.contentType, ...headers }, body: text }
}

/**
 * Where its requests go: `serverUrl`, or the first server that the document names, with the defaults of its variables.
 *
 * @throws Error where there is none that has a whole address.
 */
export function serverOf(serverUrl: string | undefined, servers: readonly OpenApiServer[]): string {
  if (serverUrl !== undefined) return serverUrl
  const { url = '', variables = {} } = servers[0] ?? {}
  const whole = url.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => variables[name]?.default ?? '')
  if (isServerUrl(whole)) return whole
  throw new Error(
    `its document names no server with a whole address${url === '' ? '' : ` (${JSON.stringify(url)})`}: give \`serverUrl\``,
  )
}

function pathOf({ path, parameters }: Operation, parts: RequestParts, problems: string[]): string {
  const filled = path.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => {
    const parameter = parameters.find((each) => each.in === 'path' && each.name === name)
    const value = parts.path[name]
    if (parameter?.style !== undefined && parameter.style !== 'simple')
      problems.push(`path.${name}: the style ${parameter.style} is not supported`)
    const text = simpleText(value, encodeURIComponent)
    if (text === '') problems.push(`path.${name}: is empty`)
    return text
  })
  if (filled.split('/').some((segment) => segment === '.' || segment === '..'))
    problems.push('path: a part of it is "." or "..", which would lead to another address')
  return filled
}

function headersOf(operation: Operation, parts: RequestParts, problems: string[]): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(parts.headers)) {
    const text = simpleText(value, (each) => each)
    if (!isHeaderName(name) || !isHeaderValue(text))
      problems.push(`headers.${name}: its name or value has characters that no header has`)
    else headers[name.toLowerCase()] = text
  }
  if (operation.method !== 'GET') return headers
  delete headers['content-type']
  return headers
}

/** `a,b` for a list, `key,value` for an object: the style `simple`. */
function simpleText(value: unknown, encode: (text: string) => string): string {
  const items = Array.isArray(value) ? value : isNested(value) ? Object.entries(value).flat() : [value]
  return items.map((item) => encode(plainText(item))).join(',')
}

function queryOf({ parameters }: Operation, parts: RequestParts): Pairs {
  return parameters
    .filter(({ in: where, name }) => where === 'query' && parts.query[name] !== undefined)
    .flatMap((parameter) => queryPairs(parameter, parts.query[parameter.name]))
}

function queryPairs(
  { name, style = 'form', explode = style === 'form', isJson }: OperationParameter,
  value: unknown,
): Pairs {
  if (isJson) return [[name, JSON.stringify(value)]]
  if (!isNested(value)) return [[name, plainText(value)]]
  if (style === 'deepObject') return bracketPairs(name, value).map(([key, text]) => [key, text])
  const isList = Array.isArray(value)
  const entries = Object.entries(value).map(([key, item]): [string, string] => [key, plainText(item)])
  if (explode) return entries.map(([key, text]) => [isList ? name : key, text])
  const separator = style === 'spaceDelimited' ? ' ' : style === 'pipeDelimited' ? '|' : ','
  return [[name, (isList ? entries.map(([, text]) => text) : entries.flat()).join(separator)]]
}
