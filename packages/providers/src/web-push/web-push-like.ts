import type { WebPushSubscription } from './subscription-token.ts'
import type { VapidKeys } from './web-push-options.ts'

/** What the module web-push has to offer: it encrypts and signs, and sends nothing here. */
export interface WebPushLike {
  generateRequestDetails(
    subscription: WebPushSubscription,
    payload: string,
    options: {
      vapidDetails: VapidKeys
      TTL: number
      urgency: WebPushUrgency
      topic: string
      contentEncoding: 'aes128gcm'
    },
  ): WebPushDetails
}

export type WebPushUrgency = 'very-low' | 'low' | 'normal' | 'high'

/** A request as web-push would send it. */
export interface WebPushDetails {
  headers: object
  body: Uint8Array | null
}
