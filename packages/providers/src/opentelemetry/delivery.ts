import type { Delivery } from '../delivery/delivery.ts'

export const deliveries: readonly Delivery[] = [
  {
    provider: 'openTelemetryLogger()',
    subpath: 'opentelemetry',
    family: 'log',
    vendor: ['@opentelemetry/api-logs'],
    confirmed: 'the SDK has the record; when it is exported is a matter of its processors',
    idempotency: 'none: an action that is tried again writes its line again',
    retried: 'nothing: your logger says nothing of failures',
    final: 'nothing',
    limits:
      'data becomes attributes named after their path (`data.order.id`), of which SDKs keep 128 by default; lists of several kinds are JSON, null is left out',
    bulk: 'one line for each row',
    tried: '`@opentelemetry/api-logs` and `@opentelemetry/sdk-logs` 0.223, with the exporter in memory',
  },
]
