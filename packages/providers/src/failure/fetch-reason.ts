/** What went wrong with a request of `fetch`, which itself says `fetch failed`; undefined where its own message says it. */
export function fetchReason(error: unknown): string | undefined {
  const { message, cause } = (error ?? {}) as { message?: unknown; cause?: unknown }
  if (message !== 'fetch failed' || typeof cause !== 'object' || cause === null) return undefined
  const { message: text, code } = cause as { message?: unknown; code?: unknown }
  const told = [text, code].find((part) => typeof part === 'string' && part !== '')
  return told === undefined ? undefined : String(told)
}
