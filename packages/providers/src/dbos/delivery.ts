import type { Delivery } from '../delivery/delivery.ts'

const common = {
  subpath: 'dbos',
  family: 'workflow',
  vendor: ['@dbos-inc/dbos-sdk'],
  idempotency:
    "the workflow's ID, after `workflowIdPrefix`: a repeated key joins the run that there is, also one that is over",
  bulk: 'one run for each row',
  tried: 'DBOS 5 on PostgreSQL',
} as const

export const deliveries: readonly Delivery[] = [
  {
    ...common,
    provider: 'dbosWorkflows()',
    confirmed:
      '`dispatch`: once PostgreSQL has the run, which survives a crash. `execute`: once the workflow has ended',
    retried:
      'PostgreSQL away (given up after `startTimeoutMs`; DBOS itself may still start the run once it is back), DBOS not launched yet',
    final: 'an unknown workflow, a workflow that failed or was cancelled, an ID that another workflow has',
    limits:
      'an attempt whose time is up stops waiting, the workflow goes on; workflows run outside of the context of the Write: the limit of nested triggers does not reach through them',
  },
  {
    ...common,
    provider: 'dbosRemoteWorkflows()',
    confirmed:
      '`dispatch`: once PostgreSQL has the run in its queue. `execute`: once the workflow has ended, seen within `pollMs`',
    retried: 'PostgreSQL away (given up after `startTimeoutMs`), tables of DBOS not made yet, TLS',
    final: 'an unknown workflow or queue, wrong credentials, no such database, a workflow that failed or was cancelled',
    limits:
      'an attempt whose time is up stops waiting, the workflow goes on; a name that the application has not registered is not noticed here: its run stays in the queue',
  },
]
