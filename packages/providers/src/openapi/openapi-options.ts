import type { EgressOptions } from '@triggerkit/core/adapter'
import { createEgress } from '@triggerkit/core/adapter'

/** A secret, or what gives it: asked for each request, so that it may be renewed. */
export type SecretSource = string | (() => string | Promise<string>)

/** How requests say who they come from. */
export type OpenApiAuth =
  /** `Authorization: Bearer …` */
  | { bearer: SecretSource }
  /** `Authorization: Basic …`. Default of `password`: empty. */
  | { basic: { username: SecretSource; password?: SecretSource } }
  /** In a header of its own (`X-Api-Key`), or in the query. */
  | { apiKey: SecretSource; header: string }
  | { apiKey: SecretSource; query: string }

export interface OpenApiApp {
  /**
   * The application's OpenAPI 3.0 or 3.1 document: itself, or the path or address of it in JSON or YAML. It is read, checked and resolved when it is
   * first needed, once. It decides where requests go, secrets and all, so take only one that you trust.
   */
  document: object | string
  /** Where requests go: `https://api.stripe.com`. Default: the first server that the operation, its path or the document names. */
  serverUrl?: string
  auth?: OpenApiAuth
  /** Headers of every request: `{ 'Stripe-Version': '2024-06-20' }`. */
  headers?: Readonly<Record<string, string>>
  /**
   * What actions may do, as they name it (`create-customer`, `GET /v1/customers`). Default: every operation of the document, for stored definitions
   * too.
   */
  operations?: readonly string[]
  /** Whether the document may be made of several: `$ref`s to other files and addresses are read. Default false. */
  externalRefs?: boolean
  /** Where requests may go, and how large answers may be. Default: anywhere but a cloud's metadata, 1 MiB. */
  egress?: EgressOptions
}

export interface OpenApiOptions {
  /** By name, as actions call them: `stripe`. */
  apps: Readonly<Record<string, OpenApiApp>>
}

/** Everything that is wrong with them. */
export function openApiProblems({ apps }: OpenApiOptions): string[] {
  const entries = Object.entries(apps ?? {})
  if (entries.length === 0) return ['`apps` has to name at least one application.']
  return entries.flatMap(([name, app]) => appProblems(`apps.${name}`, app))
}

function appProblems(place: string, given: OpenApiApp): string[] {
  const { document, serverUrl, auth, headers = {}, operations, egress } = given ?? {}
  const problems: string[] = []
  const isDocument = typeof document === 'string' ? document !== '' : typeof document === 'object' && document !== null
  if (!isDocument) problems.push(`\`${place}.document\` has to be an OpenAPI document, its path or its address.`)
  if (serverUrl !== undefined && !isServerUrl(serverUrl))
    problems.push(`\`${place}.serverUrl\` has to be an http(s) address without user, query and fragment.`)
  if (operations !== undefined && !(Array.isArray(operations) && operations.every((each) => typeof each === 'string')))
    problems.push(`\`${place}.operations\` has to be a list of operations' names.`)
  if (auth !== undefined) problems.push(...authProblems(`${place}.auth`, auth))
  for (const [header, value] of Object.entries(headers))
    if (!isHeaderName(header) || typeof value !== 'string' || !isHeaderValue(value))
      problems.push(`\`${place}.headers\` has ${JSON.stringify(header)}, which cannot be sent as a header.`)
  try {
    createEgress(egress)
  } catch (error) {
    problems.push(`\`${place}.egress\`: ${error instanceof Error ? error.message : String(error)}`)
  }
  return problems
}

function authProblems(place: string, auth: OpenApiAuth): string[] {
  if ('bearer' in auth) return secretProblems(`${place}.bearer`, auth.bearer)
  if ('basic' in auth) return secretProblems(`${place}.basic.username`, auth.basic?.username)
  if (!('apiKey' in auth))
    return [`\`${place}\` has to be { bearer }, { basic }, or { apiKey } with \`header\` or \`query\`.`]
  const problems = secretProblems(`${place}.apiKey`, auth.apiKey)
  const isPlaced = 'header' in auth ? isHeaderName(auth.header) : typeof auth.query === 'string' && auth.query !== ''
  return isPlaced
    ? problems
    : [...problems, `\`${place}\` has to say the \`header\` or the \`query\` that the key goes to.`]
}

function secretProblems(place: string, secret: unknown): string[] {
  const isSecret =
    typeof secret === 'function' || (typeof secret === 'string' && secret !== '' && isHeaderValue(secret))
  return isSecret ? [] : [`\`${place}\` has to be a text that a header can carry, or a function that gives it.`]
}

/** An address that paths can be appended to. */
export function isServerUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password, search, hash } = new URL(text)
  return /^https?:$/.test(protocol) && username + password + search + hash === ''
}

export function isHeaderName(name: unknown): name is string {
  return typeof name === 'string' && /^[\w!#$%&'*+.^`|~-]+$/.test(name)
}

/** No line break, nothing that headers cannot carry. */
export function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
}
