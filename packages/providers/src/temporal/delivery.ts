import type { Delivery } from '../delivery/delivery.ts'

export const deliveries: readonly Delivery[] = [
  {
    provider: 'temporal()',
    subpath: 'temporal',
    family: 'workflow',
    vendor: ['@temporalio/client'],
    confirmed:
      '`dispatch`: once Temporal has the run. `execute`: once the workflow has ended, runs that it continues as included',
    idempotency:
      "the workflow's ID, after `workflowIdPrefix`: a repeated key joins the run that there is, also one that has ended, as long as the namespace keeps it",
    retried:
      'Temporal away, TLS, no answer within `startTimeoutMs`, `RESOURCE_EXHAUSTED`; a broken connection three times at once',
    final:
      'an unknown workflow or namespace, wrong credentials, an input that is too large, a workflow that failed, was cancelled, terminated or timed out',
    limits:
      'an attempt whose time is up stops waiting, the workflow goes on; Temporal takes inputs of up to 2 MB; without `workflows` any type can be started, also by stored definitions, and a type that no worker knows waits for ever',
    bulk: 'one run for each row, 100 at a time over one connection',
    tried:
      'a gRPC server that speaks the relevant part of Temporal’s protocol, by its own definitions; not Temporal itself',
  },
]
