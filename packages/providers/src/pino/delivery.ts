import type { Delivery } from '../delivery/delivery.ts'

export const deliveries: readonly Delivery[] = [
  {
    provider: 'pinoLogger()',
    subpath: 'pino',
    family: 'log',
    vendor: ['pino'],
    confirmed: 'pino has the line; when it is written is a matter of its destination',
    idempotency: 'none: an action that is tried again writes its line again',
    retried: 'nothing: your logger says nothing of failures',
    final: 'nothing',
    limits:
      'data stands under one field (`data`) as JSON, so nothing in it takes the place of a field of pino or begins a line; an error is `err`',
    bulk: 'one line for each row',
    tried: 'pino 10, into a stream',
  },
]
