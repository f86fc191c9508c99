import type { Delivery } from '../delivery/delivery.ts'

/** What `webhooks()` promises. */
export const deliveries: readonly Delivery[] = [
  {
    provider: 'webhooks()',
    subpath: 'webhooks',
    family: 'callback',
    vendor: ['standardwebhooks'],
    confirmed: 'the receiver answered 2xx; the result is `{ status, body }`',
    idempotency:
      '`webhook-id`, by which receivers tell a repetition, and the `id` of a CloudEvent; `webhook-timestamp` and the signature are made anew for each attempt',
    retried:
      'no connection, a wrong certificate, no answer in `timeoutMs`, 408, 425, 429 (after `Retry-After`) and 5xx',
    final:
      'every other status, 410 Gone and redirects among them; a webhook that there is not, an address that the egress policy refuses, a missing value of `params`',
    limits:
      "bodies are JSON; an answer of more than 64 KiB (`egress.maxResponseBytes`) is left out of the result; redirects are not followed unless `egress.maxRedirects` says so, and never to another origin, which would not get the signature; `health` asks each static endpoint for `OPTIONS`, and any answer counts; a function as `endpoints` has no health, and what it gives reaches public addresses alone unless it says `origin: 'code'`",
    bulk: 'one request an action, up to `concurrency` (50) at a time over kept connections',
    tried: 'HTTP and HTTPS servers that verify with `standardwebhooks`, and read CloudEvents with `cloudevents`',
  },
]
