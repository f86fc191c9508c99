import { toJson } from '../message/encode-message.ts'
import type { Operation } from './operation.ts'

/** What goes where. Names of headers are as the document has them. */
export interface RequestParts {
  path: Record<string, unknown>
  query: Record<string, unknown>
  headers: Record<string, unknown>
  body?: unknown
}

const partNames: ReadonlySet<string> = new Set(['path', 'query', 'headers', 'body'])

/**
 * The parts of an action's input. Where it has no members but `path`, `query`, `headers` and `body`, it says itself what goes where. In any other,
 * the members that the operation has parameters of go to them (to the path first, then the query, then headers), and the rest is the body. Dates,
 * decimals and big numbers are texts; a parameter that is null is not given.
 *
 * @throws Error that says what is wrong.
 */
export function requestParts(operation: Operation, input: unknown): { parts: RequestParts; problems: string[] } {
  const given: unknown = JSON.parse(toJson(input ?? {}))
  if (!isMembers(given)) return { parts: emptyParts(), problems: ['the input has to be an object'] }
  const names = Object.keys(given)
  return names.length > 0 && names.every((name) => partNames.has(name))
    ? explicitParts(operation, given)
    : flatParts(operation, given)
}

function explicitParts(
  operation: Operation,
  given: Record<string, unknown>,
): { parts: RequestParts; problems: string[] } {
  const parts = emptyParts()
  const problems: string[] = []
  for (const name of ['path', 'query', 'headers'] as const) {
    const members = given[name] ?? {}
    if (isMembers(members)) parts[name] = withoutNulls(members)
    else problems.push(`${name}: has to be an object`)
  }
  parts.headers = Object.fromEntries(
    Object.entries(parts.headers).map(([name, value]) => [headerNameOf(operation, name), value]),
  )
  if (given.body !== undefined) parts.body = given.body
  return { parts, problems }
}

/** As the document spells it. */
function headerNameOf({ parameters }: Operation, given: string): string {
  const isSame = (name: string): boolean => name.toLowerCase() === given.toLowerCase()
  return (
    parameters.find((parameter) => parameter.in === 'header' && isSame(parameter.name))?.name ?? given.toLowerCase()
  )
}

function flatParts(operation: Operation, given: Record<string, unknown>): { parts: RequestParts; problems: string[] } {
  const parts = emptyParts()
  const rest: Record<string, unknown> = emptyMembers()
  for (const [name, value] of Object.entries(given)) {
    const places = operation.parameters.filter((parameter) => parameter.name === name).map((parameter) => parameter.in)
    if (places.includes('path')) parts.path[name] = value
    else if (places.includes('query')) parts.query[name] = value
    else if (places.includes('header')) parts.headers[name] = value
    else rest[name] = value
  }
  const problems: string[] = []
  if (operation.body !== undefined && (Object.keys(rest).length > 0 || operation.body.required)) parts.body = rest
  else problems.push(...Object.keys(rest).map((name) => `${name}: is no parameter, and the operation has no body`))
  for (const name of ['path', 'query', 'headers'] as const) parts[name] = withoutNulls(parts[name])
  return { parts, problems }
}

/** No name reaches a prototype. */
function emptyMembers(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>
}

function emptyParts(): RequestParts {
  return { path: emptyMembers(), query: emptyMembers(), headers: emptyMembers() }
}

function withoutNulls(members: Record<string, unknown>): Record<string, unknown> {
  return Object.assign(
    emptyMembers(),
    Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null)),
  )
}

function isMembers(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
