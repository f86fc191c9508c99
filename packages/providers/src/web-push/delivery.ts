import type { Delivery } from '../delivery/delivery.ts'

export const deliveries: readonly Delivery[] = [
  {
    provider: 'webPush()',
    subpath: 'web-push',
    family: 'push',
    vendor: ['web-push'],
    confirmed: 'a push service took it for at least one browser; the others are listed with their error',
    idempotency:
      'the `Topic` of the notification, by which a repeated one takes the place of one that is not delivered yet, and its `tag`, by which the service worker shows it once',
    retried: '429 (`Retry-After`), 5xx and no answer, where no browser was accepted',
    final:
      '404 and 410 (`PUSH_TOKEN_GONE`, heard of by `onTokenGone`), 401 and 403 (the VAPID keys), 413, what is no subscription, and an endpoint that is not https or not public',
    limits:
      '3,993 bytes of the payload; a device token is `subscriptionToken(subscription)`; redirects are not followed; the order is not kept',
    bulk: 'a request for each browser, 50 at a time, over connections that are kept',
    tried: 'an HTTP server that verifies the VAPID signature, and decrypts with the key of the subscription',
  },
]
