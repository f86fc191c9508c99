import { setMaxListeners } from 'node:events'
import { type ProviderCall, ProviderError, type Push } from '@triggerkit/core'
import { pushCode } from './push-code.ts'
import type { PushOptions } from './push-options.ts'
import { type PushOutcome, type PushResult, toPushResult } from './push-result.ts'

export interface SendToEach extends Pick<PushOptions, 'onTokenGone'> {
  /** Resolves with what the service calls the notification; rejects with a `ProviderError`. */
  sendOne(token: string, call: ProviderCall): Promise<string | undefined>
  /** A token as results may show it. */
  shown(token: string): string
}

/**
 * Sends to all devices of a notification at once, to each of them once. Their calls have a signal of their own, which any number may listen to.
 *
 * @throws ProviderError where none of them takes it. The signal's reason where it is aborted.
 */
export async function sendToEach(push: Push, call: ProviderCall, each: SendToEach): Promise<PushResult> {
  call.signal.throwIfAborted()
  const tokens = [...new Set(push.deviceTokens)]
  const ending = new AbortController()
  setMaxListeners(0, ending.signal)
  const onAbort = (): void => ending.abort(call.signal.reason)
  call.signal.addEventListener('abort', onAbort, { once: true })
  try {
    const toEach = { ...call, signal: ending.signal }
    return toPushResult(await Promise.all(tokens.map((token) => outcomeOf(token, toEach, each))))
  } finally {
    call.signal.removeEventListener('abort', onAbort)
  }
}

async function outcomeOf(token: string, call: ProviderCall, each: SendToEach): Promise<PushOutcome> {
  const { sendOne, shown, onTokenGone } = each
  try {
    return { token: shown(token), id: await sendOne(token, call) }
  } catch (error) {
    call.signal.throwIfAborted()
    if (!ProviderError.isInstance(error)) throw error
    if (error.code === pushCode.tokenGone) tell(onTokenGone, token, call)
    return { token: shown(token), error }
  }
}

/** Whatever the application does with it, what was said of the other devices stands. */
function tell(onTokenGone: PushOptions['onTokenGone'], token: string, call: ProviderCall): void {
  void (async () => onTokenGone?.(token, call))().catch(() => undefined)
}
