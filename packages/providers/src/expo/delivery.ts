import type { Delivery } from '../delivery/delivery.ts'

export const deliveries: readonly Delivery[] = [
  {
    provider: 'expo()',
    subpath: 'expo',
    family: 'push',
    vendor: ['expo-server-sdk'],
    confirmed:
      'Expo took it for at least one device (a ticket); the others are listed with their error. Whether Apple or Google took it is in receipts, which are not fetched',
    idempotency:
      'nothing: Expo knows none. Nothing is sent again once one device was accepted; an attempt that broke off or ran out of time may have been',
    retried:
      '`MessageRateExceeded`, `ExpoError`, 429 (twice within the client, after 1 and 2 s), 5xx and no answer, where no device was accepted',
    final:
      '`DeviceNotRegistered` (`PUSH_TOKEN_GONE`, heard of by `onTokenGone`), what is no token, `InvalidCredentials`, `MessageTooBig`, a wrong access token',
    limits: '4,096 bytes of title, body and data; 600 a second for a project (Expo); the order is not kept',
    bulk: 'requests of up to 100 notifications of all the actions of one moment, 6 at a time, compressed; what Expo refuses as a whole is sent in parts',
    tried: 'an HTTPS server that speaks the API of Expo, through the real client',
  },
]
