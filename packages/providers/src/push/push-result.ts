import type { ProviderError } from '@triggerkit/core'
import { noneReached } from '../failure/none-reached.ts'

/** What was said of the notification, in the order of the action's device tokens, each token once. */
export interface PushResult {
  tickets: PushTicket[]
}

export interface PushTicket {
  /** The end of the device token. */
  token: string
  /** What the service calls the notification, where it gives it a name. */
  id?: string
  /** The error's code, where the device will not get it. */
  error?: string
  reason?: string
}

export interface PushOutcome {
  token: string
  id?: string
  error?: ProviderError
}

/**
 * Any notification that was taken makes the action succeed, with the failures beside it: another attempt would reach those devices twice.
 *
 * @throws ProviderError where none was taken; worth another attempt where one of them may be taken then.
 */
export function toPushResult(outcomes: readonly PushOutcome[]): PushResult {
  const errors = outcomes.flatMap(({ error }) => (error === undefined ? [] : [error]))
  if (errors.length === outcomes.length) throw noneReached(errors, 'devices')
  return { tickets: outcomes.map(toTicket) }
}

function toTicket({ token, id, error }: PushOutcome): PushTicket {
  if (error === undefined) return id === undefined ? { token } : { token, id }
  return { token, error: error.code, reason: error.message.slice((error.provider ?? '').length).trim() }
}
