import type { Delivery } from '../delivery/delivery.ts'

export const deliveries: readonly Delivery[] = [
  {
    provider: 'fcm()',
    subpath: 'fcm',
    family: 'push',
    vendor: ['google-auth-library'],
    confirmed: 'FCM took it for at least one device; the others are listed with their error',
    idempotency:
      'the tag of the notification on the device (`android.notification.tag`, `apns-collapse-id`, `webpush.notification.tag`): a repeated one takes the place of the first. FCM itself knows none',
    retried: '429 (`Retry-After`, else after 60 s), 500, 503 and no answer, where no device was accepted',
    final:
      '`UNREGISTERED` (`PUSH_TOKEN_GONE`, heard of by `onTokenGone`), `INVALID_ARGUMENT`, `SENDER_ID_MISMATCH`, `THIRD_PARTY_AUTH_ERROR`, credentials that Google does not take, an unknown project',
    limits: '4,096 bytes of title, body and data; values of `data` are sent as texts; the order is not kept',
    bulk: 'a request for each device, 100 at a time, over connections that are kept; one access token an hour',
    tried: "an HTTP server that speaks FCM HTTP v1 and Google's token endpoint, which verifies the signed assertion",
  },
]
