import type { ProviderCall, PublishOptions } from '@triggerkit/core'
import { isOfReplica } from '../redis/redis-failure.ts'
import type { AddedJob, FlowJobLike, JobOptions, QueueLike } from './bullmq-like.ts'

/**
 * Where Redis is: an address (`redis://:password@localhost:6379`), options of ioredis, or a client of your own, which stays yours: `close` leaves
 * it open.
 */
export type BullmqConnection = string | object

/** Which jobs go where: into any queue at a `connection`, or into `queues` of your own alone. */
export interface BullmqQueueOptions {
  /** Every topic is the queue of that name; each has a connection of its own, unless this is a client. */
  connection?: BullmqConnection
  /** Queues of BullMQ, 5 or 6, whose names are the topics that there are. They stay yours: `close` leaves them open. */
  queues?: readonly QueueLike[]
  /** What BullMQ's keys in Redis begin with. Default `bull`, as BullMQ has it. */
  prefix?: string
  /**
   * What each job is added with. Default: what is done is kept for a day and what has failed for a week, since a repetition is told by the job that
   * is still there; of `queues`, what they were made with.
   */
  defaultJobOptions?: JobOptions
  /** Changes a job: its name (default `orders.afterInsert`), its data (default the message), its options; headers get into it here alone. */
  toJob?: (job: AddedJob, given: PublishOptions & { topic: string }, call: ProviderCall) => AddedJob
}

/** Which workflows there are: `flows` by their names, or every name as a job of one `queue`. */
export interface BullmqFlowOptions {
  connection: BullmqConnection
  /**
   * Workflows by name: a queue, to which a job of that name with the input as its data is added; or a function that gives a job and its children.
   * `jobId` need not be given: the root's is made of the idempotency key, its children's of the root's.
   */
  flows?: Readonly<Record<string, string | FlowOf>>
  /** The queue of workflows that are not in `flows`. */
  queue?: string
  /** What BullMQ's keys in Redis begin with. Default `bull`. */
  prefix?: string
  /** What the root is added with. Default: kept for a day when it is done, for a week when it has failed. */
  defaultJobOptions?: JobOptions
}

export type FlowOf = (input: unknown, call: ProviderCall) => FlowJobLike | Promise<FlowJobLike>

/** Seconds: a job that is there no more is no repetition to BullMQ. */
export const keptJobs: JobOptions = { removeOnComplete: { age: 86_400 }, removeOnFail: { age: 604_800 } }

const retryMs = 1_000
/** Milliseconds that connecting may take. */
const connectMs = 5_000
/** Milliseconds of silence of a server that owes an answer. */
const silenceMs = 10_000

/**
 * BullMQ's options of a connection. A producer's fails its commands while it has none, since the attempt is repeated; one that waits for events
 * waits for Redis too. Both are made anew where the server says that it is a replica.
 */
export function connectionOf(
  connection: BullmqConnection,
  { isBlocking = false }: { isBlocking?: boolean } = {},
): object {
  if (isClient(connection))
    return isBlocking ? (connection.duplicate({ maxRetriesPerRequest: null, lazyConnect: true }) as object) : connection
  return {
    retryStrategy: () => retryMs,
    reconnectOnError: isOfReplica,
    connectTimeout: connectMs,
    ...(isBlocking ? { maxRetriesPerRequest: null } : { enableOfflineQueue: false, socketTimeout: silenceMs }),
    ...(typeof connection === 'string' ? { url: connection } : connection),
  }
}

/** Passwords in a connection's options. */
export function passwordsOf(connection: BullmqConnection | undefined): (string | undefined)[] {
  if (typeof connection !== 'object' || isClient(connection)) return []
  const { password, sentinelPassword } = connection as { password?: string; sentinelPassword?: string }
  return [password, sentinelPassword]
}

/** The address in a connection, if it has one. */
export function urlOf(connection: BullmqConnection | undefined): string | undefined {
  return typeof connection === 'string' ? connection : (connection as { url?: string } | undefined)?.url
}

export function problemsOfQueue({ connection, queues, prefix, toJob }: BullmqQueueOptions): string[] {
  const problems = connection === undefined ? [] : problemsOfConnection(connection)
  if ((connection === undefined) === (queues === undefined)) problems.push('it needs either a `connection` or `queues`')
  if (queues !== undefined && !(Array.isArray(queues) && queues.every(isQueue)))
    problems.push('`queues` has to be a list of Queue objects of BullMQ')
  if (queues !== undefined && prefix !== undefined) problems.push('`queues` have a prefix already')
  if (prefix !== undefined && prefix === '') problems.push('`prefix` is empty')
  if (toJob !== undefined && typeof toJob !== 'function') problems.push('`toJob` has to be a function')
  return problems
}

export function problemsOfFlow({ connection, flows, queue, prefix }: BullmqFlowOptions): string[] {
  const problems = problemsOfConnection(connection)
  if (flows === undefined && queue === undefined) problems.push('it needs `flows` or a `queue`')
  if (queue !== undefined) problems.push(...problemsOfName('`queue`', queue))
  for (const [name, flow] of Object.entries(flows ?? {})) {
    const place = `\`flows[${JSON.stringify(name)}]\``
    if (typeof flow === 'string') problems.push(...problemsOfName(place, flow))
    else if (typeof flow !== 'function') problems.push(`${place} has to be a queue's name or a function`)
  }
  if (prefix === '') problems.push('`prefix` is empty')
  return problems
}

/** BullMQ puts a `:` between the parts of its keys. */
export function problemsOfName(subject: string, name: string): string[] {
  return name === '' || name.includes(':') ? [`${subject} has to be a queue's name: a text without ":"`] : []
}

function problemsOfConnection(connection: unknown): string[] {
  if (typeof connection === 'string')
    return /^rediss?:\/\//.test(connection) && URL.canParse(connection)
      ? []
      : ['`connection` has to be an address like redis://localhost:6379']
  return typeof connection === 'object' && connection !== null ? [] : ['it needs a `connection`']
}

function isQueue(value: unknown): boolean {
  return typeof (value as Partial<QueueLike> | undefined)?.addBulk === 'function'
}

/** Whether it is a client of the user's own. */
export function isClient(connection: unknown): connection is { duplicate(options: object): unknown } {
  return typeof (connection as { duplicate?: unknown }).duplicate === 'function'
}
