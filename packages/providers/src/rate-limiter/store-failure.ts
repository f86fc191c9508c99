import type { FailureDescription } from '../failure/provider-failures.ts'

/** Codes of PostgreSQL that no further attempt mends: credentials, rights, a database or a table that is not there. */
const finalCode = /^(?:28\w{3}|3D000|42501|42P01|42703)$/

/** What a store's error means: credentials and rights are final, anything else may be over at the next attempt. */
export function storeFailure(error: unknown, doing: string): FailureDescription {
  const { code, message } = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>
  const told = typeof message === 'string' ? message : ''
  if (/\b(?:WRONGPASS|NOAUTH|NOPERM)\b/.test(told) || /^(?:28\w{3}|42501)$/.test(String(code)))
    return {
      doing,
      retryable: false,
      remedy: 'See that the store knows the user and password of its client, and lets it write',
    }
  if (finalCode.test(String(code)))
    return { doing, retryable: false, remedy: "See that the pool's database is the right one, and the table is there" }
  return { doing, retryable: true, remedy: 'See that the store of the limits runs and answers' }
}
