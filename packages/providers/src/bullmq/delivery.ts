import type { Delivery } from '../delivery/delivery.ts'

const vendor = ['bullmq', 'ioredis']
const retried = 'Redis down, a connection that is lost, Redis out of memory or loading'
const tried = 'BullMQ 6 and 5 on Redis 7, with workers of BullMQ'

export const deliveries: readonly Delivery[] = [
  {
    provider: 'bullmqQueue()',
    subpath: 'bullmq',
    family: 'broker',
    vendor,
    confirmed: 'Redis has the job',
    idempotency:
      'the job’s id: a repetition adds nothing while the job is there (a day after it is done, a week after it has failed)',
    retried,
    final:
      'wrong credentials, a queue that is not in `queues`, a topic with a `:`, a job above `sizeLimit` or with options that BullMQ does not take',
    limits:
      'a job has no headers and no key: `toJob` puts them where they are read. Bytes travel as text. Each queue has a connection, unless `connection` is a client',
    bulk: 'what is published to one queue at the same time is one `addBulk` of up to 500 jobs',
    tried,
  },
  {
    provider: 'bullmqFlow()',
    subpath: 'bullmq',
    family: 'workflow',
    vendor,
    confirmed:
      '`execute`: the root job is completed, and its worker’s result is the action’s; `dispatch`: Redis has the flow',
    idempotency:
      'the root’s id: another attempt joins the run, also one that has ended, while the root is there (a day after it is done, a week after it has failed)',
    retried,
    final:
      'wrong credentials, an unknown workflow, a root that has failed after all its own `attempts`, a root that was removed before its result was read',
    limits:
      'workers are yours; without one `execute` waits until its attempt’s time is up, and the next attempt joins. A child that fails has its parent fail, unless its options say otherwise',
    bulk: 'one flow each, on one connection',
    tried,
  },
]
