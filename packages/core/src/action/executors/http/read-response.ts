import { openCause, reasonOf } from './failure-reason.ts'
import type { FetchResponse } from './fetch-like.ts'
import { HttpError } from './http-error.ts'
import type { HttpRequest } from './send-request.ts'

/** What an http action gives as its result. */
export interface HttpResponse {
  status: number
  /** By lower-case name. */
  headers: Record<string, string>
  /** Parsed JSON where the receiver says it is JSON, else text; null where it is empty. */
  body: unknown
}

/**
 * Reads an answer, at most `maxBytes` of it after decompression.
 *
 * @throws HttpError where it is larger or breaks off. What the signal was aborted with, where it was.
 */
export async function readResponse(
  response: FetchResponse,
  maxBytes: number,
  request: Pick<HttpRequest, 'origin' | 'signal'>,
): Promise<HttpResponse> {
  const headers: Record<string, string> = {}
  response.headers.forEach((value, name) => {
    headers[name.toLowerCase()] = value
  })
  const text = await readText(response, maxBytes).catch((error: unknown) => {
    throw HttpError.isInstance(error) ? error : brokenOff(error, request)
  })
  return { status: response.status, headers, body: parseBody(text, headers['content-type'] ?? '') }
}

/**
 * The pieces of an answer's body as they come.
 *
 * @throws HttpError where it has more than `maxBytes` or breaks off. What the signal was aborted with, where it was.
 */
export async function* readChunks(
  response: FetchResponse,
  maxBytes: number,
  request: Pick<HttpRequest, 'origin' | 'signal'>,
): AsyncGenerator<Uint8Array> {
  let size = 0
  try {
    for await (const chunk of chunksOf(response.body) ?? []) {
      const bytes = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk
      size += bytes.byteLength
      if (size > maxBytes) throw tooLarge(maxBytes, 'maxFileBytes')
      yield bytes
    }
  } catch (error) {
    throw HttpError.isInstance(error) ? error : brokenOff(error, request)
  }
}

function parseBody(text: string, contentType: string): unknown {
  if (text === '') return null
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(contentType)) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

async function readText(response: FetchResponse, maxBytes: number): Promise<string> {
  const chunks = chunksOf(response.body)
  if (chunks === undefined) return response.body === null ? '' : bounded(await response.text(), maxBytes)
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for await (const chunk of chunks) {
    const bytes = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk
    size += bytes.byteLength
    if (size > maxBytes) throw tooLarge(maxBytes)
    text += decoder.decode(bytes, { stream: true })
  }
  return text + decoder.decode()
}

function bounded(text: string, maxBytes: number): string {
  if (text.length > maxBytes) throw tooLarge(maxBytes)
  return text
}

function tooLarge(maxBytes: number, option: 'maxResponseBytes' | 'maxFileBytes' = 'maxResponseBytes'): HttpError {
  return new HttpError({
    code: 'HTTP_RESPONSE_TOO_LARGE',
    message: `The answer has more than ${maxBytes} bytes: see \`egress.${option}\`.`,
    retryable: false,
  })
}

function brokenOff(cause: unknown, { origin, signal }: Pick<HttpRequest, 'origin' | 'signal'>): unknown {
  if (signal.aborted) return signal.reason
  return new HttpError({
    code: 'HTTP_FAILED',
    message: `The answer broke off: ${reasonOf(cause, origin)}`,
    retryable: true,
    cause: openCause(cause, origin),
  })
}

/** Web streams and Node streams alike; leaving the loop early cancels them. */
function chunksOf(body: unknown): AsyncIterable<Uint8Array | string> | undefined {
  if (body === null || typeof body !== 'object') return undefined
  if (Symbol.asyncIterator in body) return body as AsyncIterable<Uint8Array | string>
  return 'getReader' in body ? readerChunks(body as ReadableStream<Uint8Array>) : undefined
}

async function* readerChunks(stream: ReadableStream<Uint8Array>): AsyncIterable<Uint8Array> {
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}
