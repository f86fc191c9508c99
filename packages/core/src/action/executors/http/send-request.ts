import { messageOf } from '../../../errors/to-error.ts'
import { describePath } from './describe-url.ts'
import type { FetchLike, FetchResponse } from './fetch-like.ts'
import { HttpError } from './http-error.ts'
import { isMetadataAddress } from './metadata-address.ts'
import type { RequestContent } from './request-content.ts'

const maxRedirects = 5
/** Headers that another origin may see; all others (keys, tokens, cookies) stay with the one that they were meant for. */
const openHeaders: ReadonlySet<string> = new Set(['accept', 'content-type', 'idempotency-key', 'user-agent'])

export interface HttpRequest extends RequestContent {
  method: string
  url: URL
  signal: AbortSignal
  /** Throws where the request may not go, asked of the first address and of each redirect. */
  assertTarget?: (url: URL) => void
}

/** Sends a request and follows at most five redirects, each checked like the first address (R46). */
export async function sendRequest(fetch: FetchLike, first: HttpRequest): Promise<FetchResponse> {
  let request = first
  for (let redirects = 0; ; redirects++) {
    first.assertTarget?.(request.url)
    const response = await sendOnce(fetch, request)
    const target = redirectTarget(response, request.url)
    if (target === undefined) return response
    await discard(response)
    if (redirects >= maxRedirects) throw redirectError(request, `was redirected more than ${maxRedirects} times`)
    if (request.url.protocol === 'https:' && target.protocol !== 'https:')
      throw redirectError(request, `was redirected to ${target.protocol}`)
    request = redirected(request, target, response.status)
  }
}

async function sendOnce(fetch: FetchLike, { method, url, headers, body, signal }: HttpRequest): Promise<FetchResponse> {
  if (isMetadataAddress(url.hostname)) {
    const message = `${method} ${describePath(url)} was not sent: the address is a cloud's metadata service.`
    throw new HttpError({ code: 'EGRESS_REFUSED', message, retryable: false })
  }
  try {
    return await fetch(url.href, { method, headers, body, redirect: 'manual', signal })
  } catch (cause) {
    if (signal.aborted) throw signal.reason
    throw new HttpError({
      code: 'HTTP_FAILED',
      message: `${method} ${describePath(url)} got no answer: ${reasonOf(cause)}`,
      retryable: true,
      cause,
    })
  }
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  if (cause === undefined) return messageOf(error)
  return messageOf(cause) === 'AggregateError' ? String((cause as { code?: unknown }).code) : messageOf(cause)
}

function redirectTarget(response: FetchResponse, from: URL): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(response.status)) return undefined
  const location = response.headers.get('location')
  if (location === null || !URL.canParse(location, from.href)) return undefined
  const target = new URL(location, from)
  return /^https?:$/.test(target.protocol) ? target : undefined
}

function redirected(request: HttpRequest, url: URL, status: number): HttpRequest {
  const { method, signal } = request
  const becomesGet = (status === 303 && method !== 'HEAD') || (status <= 302 && method === 'POST')
  const sameOrigin = url.origin === request.url.origin
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(
      ([name]) => (sameOrigin || openHeaders.has(name)) && !(becomesGet && name.startsWith('content-')),
    ),
  )
  return becomesGet ? { method: 'GET', url, headers, signal } : { ...request, url, headers }
}

function redirectError({ method, url }: HttpRequest, what: string): HttpError {
  return new HttpError({ code: 'HTTP_REDIRECT', message: `${method} ${describePath(url)} ${what}.`, retryable: false })
}

/** Frees the connection of an answer that nobody reads. */
async function discard({ body }: FetchResponse): Promise<void> {
  if (body !== null && typeof body === 'object' && 'cancel' in body)
    await (body as ReadableStream).cancel().catch(() => undefined)
  else if (body !== null && typeof body === 'object' && 'destroy' in body) (body as { destroy(): void }).destroy()
}
