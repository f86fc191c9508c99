import { ProviderError } from '@triggerkit/core'

/**
 * The error of an action whose message none of several receivers will get: the first that is worth another attempt, else the first; with the
 * longest wait that any of them asks for. `receivers`: `devices`.
 */
export function noneReached(errors: readonly ProviderError[], receivers: string): ProviderError {
  const told = errors.find(({ retryable }) => retryable) ?? errors[0]!
  if (errors.length === 1) return told
  const { code, retryable, status, provider, cause } = told
  const waits = errors.flatMap(({ retryAfterMs }) => retryAfterMs ?? [])
  const codes = [...new Set(errors.map((error) => error.code))].join(', ')
  return new ProviderError({
    message: `${told.message} None of ${errors.length} ${receivers} was reached (${codes}).`,
    code,
    retryable,
    status,
    provider,
    cause,
    retryAfterMs: waits.length === 0 ? undefined : Math.max(...waits),
  })
}
