import type { ProviderError } from '@triggerkit/core'
import { noneReached } from '../failure/none-reached.ts'

/** What was said of the message, in the order of the action's recipients, each of them once. */
export interface SmsResult {
  messages: SmsOutcome[]
}

export interface SmsOutcome {
  to: string
  /** Twilio's name for the message, and what it makes of it: `queued`. */
  sid?: string
  status?: string
  /** The error's code, where the recipient will not get it. */
  error?: string
  reason?: string
}

export type SmsAttempt = Required<Pick<SmsOutcome, 'to' | 'sid' | 'status'>> | { to: string; error: ProviderError }

/**
 * Any message that was taken makes the action succeed, with the failures beside it: another attempt would reach those recipients twice.
 *
 * @throws ProviderError where none was taken; worth another attempt where one of them may be taken then.
 */
export function toSmsResult(attempts: readonly SmsAttempt[]): SmsResult {
  const errors = attempts.flatMap((attempt) => ('error' in attempt ? [attempt.error] : []))
  if (errors.length < attempts.length) return { messages: attempts.map(toOutcome) }
  throw noneReached(errors, 'recipients')
}

function toOutcome(attempt: SmsAttempt): SmsOutcome {
  if (!('error' in attempt)) return attempt
  const { to, error } = attempt
  return { to, error: error.code, reason: error.message.slice((error.provider ?? '').length).trim() }
}
