import type { ProviderCall, PushProvider } from '@triggerkit/core'

/** What all providers of the family `push` are told. */
export interface PushOptions {
  /** The messages that notifications may name: `push:new-order` is `messages['new-order']`. */
  messages?: PushProvider['messages']
  /**
   * Hears of a device token that no notification reaches any more (the application was removed, the subscription given up): take it out of
   * your records. What it throws is not heard of.
   */
  onTokenGone?: (token: string, call: ProviderCall) => unknown
}
