import type { Delivery } from '../delivery/delivery.ts'

const stores = 'in memory, Redis 7 (ioredis) and PostgreSQL (pg), real servers; 200 uses at a time over two providers'

export const deliveries: readonly Delivery[] = [
  {
    provider: 'quotas()',
    subpath: 'rate-limiter',
    family: 'quota',
    vendor: ['rate-limiter-flexible'],
    confirmed: 'the store has counted it (`check` takes nothing)',
    idempotency:
      'a mark in the store, made when the use is counted and kept for `rememberSeconds` (a day; in memory ten minutes): another attempt takes nothing more. A process that dies between the two has its attempt counted twice until the window ends, so too little is granted and never too much',
    retried: 'a store that does not answer; a refused use, where a new window is ahead (`retryAfterMs`)',
    final:
      'a quota that is not known, an amount that is not whole, more than the quota ever has, credentials and rights of the store',
    limits:
      'windows follow the clock (UTC), clocks may differ by a minute; 1 to 100,000,000 points; at most 400 days, 23 in memory; where large uses meet, one may be refused that would just have fitted',
    bulk: 'each use by itself: two round trips, pipelined by ioredis; a refused one is a single one',
    tried: stores,
  },
  {
    provider: 'fallbacks()',
    subpath: 'rate-limiter',
    family: 'fallback',
    vendor: ['rate-limiter-flexible'],
    confirmed: 'an alternative has resolved',
    idempotency: 'given to each alternative, the same for all of them and for all attempts',
    retried:
      'unless every alternative failed for good; no sooner than one that is passed over may run again, where that is known',
    final: 'a chain that is not known; every alternative failed with `retryable: false`',
    limits:
      'failures are counted by alternative, from the first of a window on; a store that does not answer in a second keeps nothing from running, and nothing is passed over meanwhile',
    bulk: 'each by itself',
    tried: 'functions as alternatives; the count of failures in memory, Redis 7 (ioredis) and PostgreSQL (pg)',
  },
]
