import type { WorkerOptions } from '@triggerkit/core'
import type { WorkerKind } from '@triggerkit/core/adapter'
import type { ConnectionOptions } from 'bullmq'
import type { QueueLike } from '../bullmq-like.ts'

export interface RelayOptions
  extends Pick<WorkerOptions, 'id' | 'batch' | 'pollMs' | 'leaseMs' | 'families' | 'retention'> {
  /**
   * The queue that Jobs are relayed to, which holds nothing else: your own `Queue` of BullMQ, which stays open, or what one is made of.
   */
  queue: QueueLike | { name: string; connection: ConnectionOptions; prefix?: string }
  /**
   * Milliseconds that BullMQ has for a Job before it is relayed again (R43). BullMQ has its id still where it only waits long, and adds nothing
   * then; one that Redis lost is back after this. Default 600,000.
   */
  deadlineMs?: number
  /**
   * Jobs that may wait in BullMQ; the rest waits in the outbox, where it needs no memory of Redis, and where `triggers.jobs.pause` reaches it.
   * Default 10,000.
   */
  maxWaiting?: number
  /** Finished jobs that BullMQ keeps, to be looked at there; the outbox keeps its own. Default: none. */
  keep?: { completed?: number; failed?: number }
}

export interface CheckedRelayOptions {
  readonly queue: RelayOptions['queue']
  readonly deadlineMs: number
  readonly maxWaiting: number
  readonly keep: { readonly completed: number; readonly failed: number }
}

export const relayOptionNames: readonly (keyof RelayOptions)[] = [
  'id',
  'batch',
  'pollMs',
  'leaseMs',
  'families',
  'retention',
  'queue',
  'deadlineMs',
  'maxWaiting',
  'keep',
]

const longestTimerMs = 2 ** 31 - 1
type CheckArguments = Parameters<NonNullable<WorkerKind['checkOptions']>>

export function checkRelayOptions(...[reader, problems]: CheckArguments): CheckedRelayOptions {
  const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0
  const queue = reader.read('queue')
  if (!isQueue(queue)) {
    const expected = 'a Queue of bullmq, or { name, connection } to make one of'
    if (!isObject(queue)) problems.addType('queue', expected, queue)
    else {
      if (typeof queue.name !== 'string' || queue.name === '') problems.addType('queue.name', 'a name', queue.name)
      if (!isObject(queue.connection))
        problems.addType('queue.connection', 'what BullMQ connects by, such as { host, port }', queue.connection)
    }
  }
  const keep = reader.object('keep') ?? {}
  for (const [name, value] of Object.entries(keep)) {
    if (name !== 'completed' && name !== 'failed')
      problems.addUnknown(`keep.${name}`, 'key of keep', name, ['completed', 'failed'])
    else if (!isCount(value)) problems.addType(`keep.${name}`, 'a number of jobs, 0 or more', value)
  }
  const { completed = 0, failed = 0 } = keep as { completed?: number; failed?: number }
  return {
    queue: queue as RelayOptions['queue'],
    deadlineMs:
      reader.number(
        'deadlineMs',
        `a number of milliseconds from 100 to ${longestTimerMs}`,
        (value) => value >= 100 && value <= longestTimerMs,
      ) ?? 600_000,
    maxWaiting:
      reader.number('maxWaiting', 'a whole number, 1 or more', (value) => isCount(value) && value >= 1) ?? 10_000,
    keep: { completed, failed },
  }
}

export function isQueue(value: unknown): value is QueueLike {
  return isObject(value) && typeof value.addBulk === 'function'
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object'
}
