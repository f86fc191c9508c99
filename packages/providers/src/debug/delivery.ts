import type { Delivery } from '../delivery/delivery.ts'

export const deliveries: readonly Delivery[] = [
  {
    provider: 'debugLogger()',
    subpath: 'debug',
    family: 'log',
    vendor: ['debug'],
    confirmed: 'debug has written the line, or the level is not shown',
    idempotency: 'none: an action that is tried again writes its line again',
    retried: 'nothing: your logger says nothing of failures',
    final: 'nothing',
    limits:
      'data follows the line as JSON, with every control character escaped; nothing is written where `DEBUG` does not name the namespace',
    bulk: 'one line for each row',
    tried: 'debug 4, with and without colours',
  },
]
