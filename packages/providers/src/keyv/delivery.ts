import type { Delivery } from '../delivery/delivery.ts'

export const deliveries: readonly Delivery[] = [
  {
    provider: 'keyv()',
    subpath: 'keyv',
    family: 'cache',
    vendor: ['keyv'],
    confirmed: 'once the store of the Keyv has answered and the Keyv has told of no error',
    idempotency: 'not needed: the same call twice is the same entry',
    retried:
      'every failure of the store, as far as the Keyv tells of it (`emitErrors: false` hides them); one that it tells of in its event `error` alone counts for all calls that are under way',
    final: '`cache.invalidate` where the store has no `iterator`, or the Keyv prefixes keys and has no `namespace`',
    limits:
      "`cache.invalidate` looks through all entries of the namespace; an entry without `ttl` has the Keyv's own; sizes are the store's matter",
    bulk: 'one call for each row, 16 at a time',
    tried: 'Keyv 5 over a Map, and over a store of our own on Redis 7; no store of other vendors',
  },
]
