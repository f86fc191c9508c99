import type { DefinitionOrigin, Egress } from '../../egress/egress.ts'
import { EgressRefused } from '../../egress/egress-refusal.ts'
import { describePath } from './describe-url.ts'
import { codeOf, openCause, reasonOf } from './failure-reason.ts'
import type { FetchResponse } from './fetch-like.ts'
import { HttpError } from './http-error.ts'
import type { RequestContent } from './request-content.ts'

/** Headers that another origin may see; all others (keys, tokens, cookies) stay with the one that they were meant for. */
const openHeaders: ReadonlySet<string> = new Set(['accept', 'content-type', 'idempotency-key', 'user-agent'])

export interface HttpRequest extends RequestContent {
  method: string
  url: URL
  /** Whose request it is: what a stored definition may reach is limited, and what its errors say. */
  origin: DefinitionOrigin
  signal: AbortSignal
  /** Throws where the request may not go, asked of the first address and of each redirect. */
  assertTarget?: (url: URL) => void
}

/**
 * Sends a request and follows redirects, each checked like the first address (R46).
 *
 * @throws HttpError where there is no answer, or it may not be sent. What the signal was aborted with, where it was.
 */
export async function sendRequest(egress: Egress, first: HttpRequest): Promise<FetchResponse> {
  let request = first
  for (let redirects = 0; ; redirects++) {
    first.assertTarget?.(request.url)
    const response = await sendOnce(egress, request, redirects)
    const target = redirectTarget(response, request.url)
    if (target === undefined) return response
    await discardBody(response)
    if (redirects >= egress.maxRedirects)
      throw redirectError(request, `was redirected more than ${egress.maxRedirects} times`)
    if (request.url.protocol === 'https:' && target.protocol !== 'https:')
      throw redirectError(request, `was redirected to ${target.protocol}`)
    if (target.username !== '' || target.password !== '')
      throw redirectError(request, 'was redirected to an address with a user name')
    request = redirected(request, target, response.status)
  }
}

async function sendOnce(egress: Egress, request: HttpRequest, redirects: number): Promise<FetchResponse> {
  const { method, url, headers, body, origin, signal } = request
  try {
    return await egress.fetch(url, { method, headers, body, redirect: 'manual', signal }, origin)
  } catch (cause) {
    if (signal.aborted) throw signal.reason
    if (cause instanceof EgressRefused) throw refusedError(request, redirects, cause)
    if (codeOf(cause) === 'HPE_HEADER_OVERFLOW') throw headerTooLarge(request)
    throw new HttpError({
      code: 'HTTP_FAILED',
      message: `${method} ${describePath(url)} got no answer: ${reasonOf(cause, origin)}`,
      retryable: true,
      cause: openCause(cause, origin),
    })
  }
}

function refusedError({ method, url }: HttpRequest, redirects: number, { refusal }: EgressRefused): HttpError {
  const subject = redirects === 0 ? `${method} ${url.origin} was` : `A redirect to ${url.origin} was`
  return new HttpError({
    code: 'EGRESS_REFUSED',
    message: `${subject} not ${redirects === 0 ? 'sent' : 'followed'}: ${refusal.reason}.`,
    retryable: false,
    rule: refusal.rule,
    cause: refusal.cause,
  })
}

function headerTooLarge({ method, url }: HttpRequest): HttpError {
  return new HttpError({
    code: 'HTTP_RESPONSE_TOO_LARGE',
    message: `The header of the answer to ${method} ${describePath(url)} is larger than \`egress.maxHeaderBytes\`.`,
    retryable: false,
  })
}

function redirectTarget(response: FetchResponse, from: URL): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(response.status)) return undefined
  const location = response.headers.get('location')
  if (location === null || !URL.canParse(location, from.href)) return undefined
  const target = new URL(location, from)
  return /^https?:$/.test(target.protocol) ? target : undefined
}

function redirected(request: HttpRequest, url: URL, status: number): HttpRequest {
  const { method, origin, signal } = request
  const becomesGet = (status === 303 && method !== 'HEAD') || (status <= 302 && method === 'POST')
  const sameOrigin = url.origin === request.url.origin
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(
      ([name]) => (sameOrigin || openHeaders.has(name)) && !(becomesGet && name.startsWith('content-')),
    ),
  )
  return becomesGet ? { method: 'GET', url, headers, origin, signal } : { ...request, url, headers }
}

function redirectError({ method, url }: HttpRequest, what: string): HttpError {
  return new HttpError({ code: 'HTTP_REDIRECT', message: `${method} ${describePath(url)} ${what}.`, retryable: false })
}

/** Frees the connection of an answer that nobody reads. */
export async function discardBody({ body }: FetchResponse): Promise<void> {
  if (body !== null && typeof body === 'object' && 'cancel' in body)
    await (body as ReadableStream).cancel().catch(() => undefined)
  else if (body !== null && typeof body === 'object' && 'destroy' in body) (body as { destroy(): void }).destroy()
}
