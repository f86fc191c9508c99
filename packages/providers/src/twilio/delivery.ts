import type { Delivery } from '../delivery/delivery.ts'

export const deliveries: readonly Delivery[] = [
  {
    provider: 'twilio()',
    subpath: 'twilio',
    family: 'sms',
    vendor: ['twilio'],
    confirmed:
      'Twilio has taken the message for at least one recipient (`queued` or `accepted`); whether it arrives is told to `statusCallback`',
    idempotency: 'none: Twilio has no such key for messages, so one whose answer was lost is sent again',
    retried:
      'network, TLS, time limits, answers of 408, 429 (after its `Retry-After`) and 5xx, full queues (21611, 30001); all recipients refused where one of them so',
    final:
      'wrong account, token or key, numbers that are none, receivers who have sent STOP, every other answer of 4xx',
    limits:
      '1,600 characters; one message for each recipient, 10 requests at a time; recipients refused while others are taken have their `error` in the result and are not tried again; ' +
      'an attempt whose time is up in between is tried again for all of them',
    bulk: 'a request for each recipient of each row',
    tried:
      "the package twilio 6 against HTTP servers speaking its API for messages (codes of Twilio's test numbers), one with TLS, one that is silent; not against Twilio itself",
  },
]
