import { ActionError } from '../errors/action-error.ts'
import { AfterCommitError } from '../errors/after-commit-error.ts'
import { LimitExceededError } from '../errors/limit-exceeded-error.ts'
import { ProviderMissingError } from '../errors/provider-missing-error.ts'
import { TransactionClosedError } from '../errors/transaction-closed-error.ts'
import { TriggerDefinitionError } from '../errors/trigger-definition-error.ts'
import { TriggerDepthError } from '../errors/trigger-depth-error.ts'
import { UnsupportedWriteError } from '../errors/unsupported-write-error.ts'
import { WriteRejectedError } from '../errors/write-rejected-error.ts'
import type { RetryPolicy } from './retry-policy.ts'

/** Codes by which different libraries call the same thing. */
const sameCodes: Readonly<Record<string, string>> = {
  ACTION_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_CONNECT_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_HEADERS_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_BODY_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_SOCKET: 'ECONNRESET',
}

const finalErrors = [
  AfterCommitError,
  LimitExceededError,
  ProviderMissingError,
  TransactionClosedError,
  TriggerDefinitionError,
  TriggerDepthError,
  UnsupportedWriteError,
  WriteRejectedError,
]

/**
 * Whether another attempt is worth while. With `retryOn`: where the error or one of its causes has such a code, status, class or class
 * name. Without: unless it is known to be final, by its class or because it says `retryable: false`.
 */
export function isRetryable(error: unknown, retryOn?: RetryPolicy['retryOn']): boolean {
  if (WriteRejectedError.isInstance(error)) return false
  if (retryOn !== undefined) return chainOf(error).some((link) => retryOn.some((wanted) => matches(link, wanted)))
  return !chainOf(error).some(isFinal)
}

/** Milliseconds that the receiver asked to wait. */
export function retryAfterOf(error: unknown): number | undefined {
  for (const link of chainOf(error)) {
    const milliseconds = readField(link, 'retryAfterMs')
    if (typeof milliseconds === 'number' && milliseconds >= 0) return milliseconds
  }
  return undefined
}

function isFinal(link: object): boolean {
  if (readField(link, 'retryable') === false) return true
  if (ActionError.isInstance(link) && link.code === 'ACTION_INPUT') return true
  return finalErrors.some((type) => type.isInstance(link))
}

function matches(link: object, wanted: string | number | (abstract new (...args: never[]) => unknown)): boolean {
  if (typeof wanted === 'function') return link instanceof wanted
  if (typeof wanted === 'number')
    return ['status', 'statusCode', 'responseCode'].some((name) => readField(link, name) === wanted)
  const code = readField(link, 'code')
  return code === wanted || sameCodes[String(code)] === wanted || readField(link, 'name') === wanted
}

/** The error and its causes, outermost first. */
function chainOf(error: unknown): object[] {
  const chain: object[] = []
  let link = error
  while (link !== null && typeof link === 'object' && chain.length < 6 && !chain.includes(link)) {
    chain.push(link)
    link = readField(link, 'cause')
  }
  return chain
}

/** What was thrown may be anything, also an object whose getters throw. */
function readField(owner: object, name: string): unknown {
  try {
    return (owner as Record<string, unknown>)[name]
  } catch {
    return undefined
  }
}
