import type { ActionDefinition } from '../../action/action-definition.ts'
import { toAction, type WithActionOptions } from './to-action.ts'

export interface HttpOptions {
  headers?: Readonly<Record<string, unknown>>
  /** Parameters added to the address. */
  query?: Readonly<Record<string, unknown>>
}

export interface HttpRequestOptions extends SignedHttpOptions {
  /** Default POST. */
  method?: string
  /** Text as it is, anything else as JSON. */
  body?: unknown
}

export interface SignedHttpOptions extends HttpOptions {
  /** Signs the request after Standard Webhooks: the name of the secret (`whsec_…`), or several while one replaces another. */
  sign?: string | readonly string[]
}

type Send = (url: string, body?: unknown, options?: WithActionOptions<SignedHttpOptions>) => ActionDefinition

export interface HttpActions {
  get(url: string, options?: WithActionOptions<HttpOptions>): ActionDefinition
  post: Send
  put: Send
  patch: Send
  delete(url: string, options?: WithActionOptions<HttpOptions & { body?: unknown }>): ActionDefinition
  request(url: string, options?: WithActionOptions<HttpRequestOptions>): ActionDefinition
}

export const http: HttpActions = {
  get: (url, options) => toAction('http.get', { url }, options),
  post: send('http.post'),
  put: send('http.put'),
  patch: send('http.patch'),
  delete: (url, options) => toAction('http.delete', { url }, options),
  request: (url, options) => toAction('http.request', { url }, options),
}

function send(type: string): Send {
  return (url, body, options) => toAction(type, { url, body }, options)
}
