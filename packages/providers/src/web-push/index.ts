export { subscriptionToken, type WebPushSubscription } from './subscription-token.ts'
export { webPush } from './web-push.ts'
export type { WebPushDetails, WebPushLike } from './web-push-like.ts'
export type { VapidKeys, WebPushOptions, WebPushPayload } from './web-push-options.ts'
