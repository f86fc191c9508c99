import {
  type Egress,
  HttpError,
  type HttpRequest,
  type HttpResponse,
  readResponse,
  sendRequest,
} from '@triggerkit/core/adapter'

/** What a server answered. Its body is `null` where it was omitted: too large, or broken off after what was asked for had been done. */
export type HttpAnswer = HttpResponse & { isBodyOmitted?: true }

/** Sends a request. What becomes of the rest of an answer changes nothing about what its status says. */
export async function sendForAnswer(egress: Egress, request: HttpRequest): Promise<HttpAnswer> {
  const response = await sendRequest(egress, request)
  try {
    return await readResponse(response, egress.maxResponseBytes, request)
  } catch (error) {
    const isDone = response.status >= 200 && response.status < 300 && !request.signal.aborted
    const isTooLarge = HttpError.isInstance(error) && error.code === 'HTTP_RESPONSE_TOO_LARGE'
    if (!isDone && !isTooLarge) throw error
    const retryAfter = response.headers.get('retry-after')
    const headers: Record<string, string> = retryAfter === null ? {} : { 'retry-after': retryAfter }
    return { status: response.status, headers, body: null, isBodyOmitted: true }
  }
}
