import type { WorkerOptions } from '@triggerkit/core'
import { type WorkerKind, workerOptionNames } from '@triggerkit/core/adapter'
import type { ConnectionOptions, WorkerOptions as QueueWorkerOptions } from 'bullmq'
import { isObject } from '../relay/relay-options.ts'

export interface BullmqWorkerOptions
  extends Pick<WorkerOptions, 'id' | 'concurrency' | 'leaseMs' | 'retention' | 'maxLostAttempts'> {
  /** Name of the queue that the relay moves Jobs to. */
  queue: string
  /** What BullMQ connects to Redis by. */
  connection: ConnectionOptions
  /** Prefix of the queue's keys in Redis, where the relay's queue has one. */
  prefix?: string
  /** What else BullMQ's `Worker` takes: `limiter`, `lockDuration`, `stalledInterval`, `telemetry` … */
  workerOptions?: Omit<QueueWorkerOptions, 'connection' | 'prefix' | 'concurrency' | 'autorun'>
}

export interface CheckedBullmqWorkerOptions {
  readonly queue: string
  readonly connection: object
  readonly prefix?: string
  readonly workerOptions: object
}

/** What a relay decides: a worker of BullMQ takes what comes. */
const relaysOwn: readonly string[] = ['batch', 'pollMs', 'families']

export const bullmqWorkerOptionNames: readonly string[] = [
  ...workerOptionNames.filter((name) => !relaysOwn.includes(name)),
  'queue',
  'connection',
  'prefix',
  'workerOptions',
]

type CheckArguments = Parameters<NonNullable<WorkerKind['checkOptions']>>

export function checkBullmqWorkerOptions(...[reader, problems]: CheckArguments): CheckedBullmqWorkerOptions {
  const queue = reader.text('queue')
  if (reader.read('queue') === undefined) problems.addType('queue', "the name of the relay's queue", undefined)
  const connection = reader.read('connection')
  if (!isObject(connection))
    problems.addType('connection', 'what BullMQ connects by, such as { host, port }', connection)
  return {
    queue: queue ?? '',
    connection: connection as object,
    prefix: reader.text('prefix'),
    workerOptions: reader.object('workerOptions') ?? {},
  }
}
