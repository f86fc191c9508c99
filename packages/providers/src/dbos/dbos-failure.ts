import type { FailureDescription } from '../failure/provider-failures.ts'

type Description = Omit<FailureDescription, 'doing'>

/** What PostgreSQL answers where another attempt mends nothing, or where DBOS has to come first. */
const byState: Readonly<Record<string, Description>> = {
  '28P01': { retryable: false, remedy: 'See user and password of the system database.' },
  '28000': { retryable: false, remedy: 'See user and password of the system database.' },
  '3D000': { retryable: false, remedy: 'See the name of the system database.' },
  '42501': { retryable: false, remedy: "Give the user access to DBOS's schema." },
  '42P01': { retryable: true, remedy: 'Launch the application once: that makes DBOS’s tables.' },
  '3F000': { retryable: true, remedy: 'Launch the application once: that makes DBOS’s tables.' },
  '54000': { retryable: false, remedy: 'Give the workflow a smaller input: a reference to the data.' },
}

/** DBOS's own errors that end by themselves: it is not launched yet, or is being shut down. */
const passing: ReadonlySet<number> = new Set([3, 20])

/** What is known of an error that starting a workflow threw. */
export function startFailure(thrown: unknown): Description {
  const { code, dbosErrorCode } = linkWithCode(thrown)
  const known = code === undefined || !Object.hasOwn(byState, code) ? undefined : byState[code]
  if (known !== undefined) return { code: `POSTGRES_${code}`, ...known }
  if (dbosErrorCode !== undefined) return { code: 'DBOS_REFUSED', retryable: passing.has(dbosErrorCode) }
  if (/does not support SSL/i.test(String((thrown as Error | undefined)?.message)))
    return { retryable: true, remedy: 'Give PostgreSQL a certificate, or leave `sslmode` out of the address.' }
  return {}
}

/** A workflow's own error, cut off from what it says of attempts: its run is over, and a repeated key finds the same. */
export function workflowFailure(thrown: unknown): Error {
  const text = thrown instanceof Error ? thrown.message || thrown.name : String(thrown)
  return new Error(text, { cause: thrown })
}

function linkWithCode(thrown: unknown): { code?: string; dbosErrorCode?: number } {
  let link = thrown
  for (let depth = 0; typeof link === 'object' && link !== null && depth < 5; depth++) {
    const { code, dbosErrorCode, cause } = link as Record<string, unknown>
    if (typeof dbosErrorCode === 'number') return { dbosErrorCode }
    if (typeof code === 'string') return { code }
    link = cause
  }
  return {}
}
