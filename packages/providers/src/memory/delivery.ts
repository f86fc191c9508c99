import type { Delivery } from '../delivery/delivery.ts'

export const deliveries: readonly Delivery[] = [
  {
    provider: 'memoryCache()',
    subpath: 'memory',
    family: 'cache',
    vendor: [],
    confirmed: 'at once: it is in this process, **which takes it along when it ends**; no other process sees it',
    idempotency: 'not needed: the same call twice is the same entry',
    retried: 'nothing can fail for a while',
    final: 'nothing but options that are wrong',
    limits: '`maxEntries`, 10,000 by default; beyond it the one that was not used for the longest time goes',
    bulk: 'one call for each row, none of which waits',
    tried: 'itself',
  },
]
