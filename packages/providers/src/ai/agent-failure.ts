import { retryAfterMs } from '@triggerkit/core/adapter'
import type { FailureDescription } from '../failure/provider-failures.ts'

type Ai = typeof import('ai')

/** Of the AI SDK: what no further attempt mends. */
const finalErrors: ReadonlySet<unknown> = new Set([
  'AI_LoadAPIKeyError',
  'AI_LoadSettingError',
  'AI_NoSuchModelError',
  'AI_NoSuchProviderError',
  'AI_InvalidPromptError',
  'AI_InvalidArgumentError',
  'AI_UnsupportedFunctionalityError',
  'AI_UnsupportedModelVersionError',
  'GatewayAuthenticationError',
])

/** What went wrong, and what the model's API says of it. What is thrown may tell a key, where credentials are wrong: then the status has to do. */
export function agentFailure(ai: Ai, error: unknown, doing: string): { thrown: unknown; failure: FailureDescription } {
  if (!ai.APICallError.isInstance(error)) {
    const { name } = (typeof error === 'object' && error !== null ? error : {}) as { name?: unknown }
    const remedy = finalErrors.has(name) ? 'See that its model is configured: name, key, and what it can do' : undefined
    return { thrown: error, failure: { doing, remedy, ...(finalErrors.has(name) && { retryable: false }) } }
  }
  const { statusCode: status, isRetryable, responseHeaders } = error
  const retryAfterMs = retryAfterOf(responseHeaders ?? {})
  if (status === 401 || status === 403) {
    const thrown = new Error(`its model's API answered ${status}`)
    return {
      thrown,
      failure: { doing, status, retryable: false, remedy: 'See that the model has a key that is valid and may use it' },
    }
  }
  const reason = status === undefined ? undefined : `its model's API answered ${status}: ${error.message}`
  return {
    thrown: error,
    failure: { doing, status, retryable: isRetryable, retryAfterMs, reason, remedy: remedyOf(status) },
  }
}

function remedyOf(status: number | undefined): string | undefined {
  if (status === 404) return 'See that there is such a model'
  return status === 413 ? 'Give it less `context`' : undefined
}

/** Seconds or a date; milliseconds, as some say it. */
function retryAfterOf(headers: Readonly<Record<string, string>>): number | undefined {
  const { 'retry-after-ms': exact, 'retry-after': after } = headers
  if (exact !== undefined && Number(exact) >= 0) return Number(exact)
  return retryAfterMs(after)
}
