import type { ProviderCall } from '@triggerkit/core'
import type { DefinitionOrigin, EgressOptions } from '@triggerkit/core/adapter'
import type { CloudEventOptions } from '../message/cloud-event.ts'
import { isHeader, isOwnHeader } from './webhook-header.ts'
import { problemOfUrl } from './webhook-url.ts'

/** A receiver. */
export interface WebhookEndpoint {
  /**
   * Its address, http or https. `{name}` in its path or query is the value `name` of the action's `params`, percent-encoded:
   * `https://example.com/shops/{shop}/orders`.
   */
  url: string
  /** What it is signed with: `whsec_` and at least 16 bytes (better 32) in base64. */
  secret?: string
  /** Several while one replaces another: the receiver may verify with any of them. */
  secrets?: readonly string[]
  /** Sends without a signature, where there is no secret: anybody may send the receiver the same. Default false. */
  unsafeUnsigned?: boolean
  /** Default `POST`. */
  method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Further headers: a key that the receiver asks for. They go before those of actions. */
  headers?: Readonly<Record<string, string>>
  /** Milliseconds that a call may take. Default 30,000; the action's own time limit holds as well. */
  timeoutMs?: number
  /**
   * Whose address it is: `stored` for one that a customer typed in, which then reaches public addresses only, as HTTP of stored definitions
   * does. `code`: your own, which reaches everything but a cloud's metadata. Default `code` for endpoints that stand here by name, `stored` for
   * those that a function gives.
   */
  origin?: DefinitionOrigin
}

/** Receivers by the name in `webhooks:order-created`, or what finds one; undefined where there is none. */
export type WebhookEndpoints =
  | Readonly<Record<string, WebhookEndpoint>>
  | ((message: string, call: ProviderCall) => WebhookEndpoint | undefined | Promise<WebhookEndpoint | undefined>)

export interface WebhooksOptions {
  endpoints: WebhookEndpoints
  /** Sends bodies as CloudEvents 1.0, in JSON's structured form. Default: the body itself. */
  cloudEvents?: CloudEventOptions
  /**
   * Where calls may go (for endpoints of origin `stored`; with `applyToCode` for all) and how much of an answer is kept. Defaults but for:
   * `maxRedirects` 0, for a redirect loses body or signature on most ways, and `maxResponseBytes` 65,536.
   */
  egress?: EgressOptions
  /** Calls at a time; more wait. Default 50. */
  concurrency?: number
}

const methods: readonly unknown[] = ['POST', 'PUT', 'PATCH', 'DELETE']

/** What is wrong with the options apart from `egress`, one phrase a problem. */
export function problemsOfOptions({ endpoints, cloudEvents, concurrency }: WebhooksOptions): string[] {
  const problems: string[] = []
  if (concurrency !== undefined && !(Number.isInteger(concurrency) && concurrency >= 1))
    problems.push('`concurrency` has to be a whole number of 1 or more')
  if (cloudEvents !== undefined && (typeof cloudEvents?.source !== 'string' || cloudEvents.source === ''))
    problems.push('`cloudEvents.source` has to be a URI')
  if (typeof endpoints === 'function') return problems
  if (typeof endpoints !== 'object' || endpoints === null || Object.keys(endpoints).length === 0)
    return [...problems, '`endpoints` has to be an object of endpoints by their names, or a function']
  return [
    ...problems,
    ...Object.entries(endpoints).flatMap(([name, endpoint]) =>
      problemsOfEndpoint(endpoint, `endpoints[${JSON.stringify(name)}]`),
    ),
  ]
}

/** What is wrong with an endpoint; its secrets are not told. */
export function problemsOfEndpoint(endpoint: WebhookEndpoint, at: string): string[] {
  if (typeof endpoint !== 'object' || endpoint === null) return [`\`${at}\` has to be an object with \`url\``]
  const { url, method, timeoutMs, unsafeUnsigned, origin, headers = {} } = endpoint
  const problems: string[] = []
  const unless = (isRight: boolean, problem: string): unknown => isRight || problems.push(`\`${at}${problem}`)
  const urlProblem = problemOfUrl(url)
  unless(urlProblem === undefined, `.url\` ${urlProblem}`)
  unless(method === undefined || methods.includes(method), `.method\` has to be one of ${methods.join(', ')}`)
  unless(
    timeoutMs === undefined || (timeoutMs > 0 && timeoutMs < 2 ** 31),
    '.timeoutMs` has to be milliseconds above 0',
  )
  unless([undefined, 'code', 'stored'].includes(origin), '.origin` has to be `code` or `stored`')
  const secrets = secretsOf(endpoint)
  unless(secrets.length > 0 || unsafeUnsigned === true, '` has no `secret`: give one, or `unsafeUnsigned: true`')
  unless(secrets.every(isSecret), '.secret` has to be "whsec_" and at least 16 bytes in base64')
  for (const [name, value] of Object.entries(headers))
    unless(isHeader(name, value) && !isOwnHeader(name), `.headers\` cannot carry ${JSON.stringify(name)}`)
  return problems
}

export function secretsOf({ secret, secrets = [] }: WebhookEndpoint): readonly string[] {
  return secret === undefined ? secrets : [secret, ...secrets]
}

function isSecret(secret: unknown): boolean {
  if (typeof secret !== 'string') return false
  const encoded = secret.replace(/^whsec_/, '')
  return (
    /^[A-Za-z\d+/]+={0,2}$/.test(encoded) && encoded.length % 4 === 0 && Buffer.from(encoded, 'base64').length >= 16
  )
}
