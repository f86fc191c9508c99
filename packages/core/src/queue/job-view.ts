import type { Row } from '../change/change.ts'
import type { EngineCore } from '../engine/engine-core.ts'
import { type JobAttempt, parseHistory } from './attempt-history.ts'
import { decodeValue } from './decode-value.ts'
import type { JobRow, JobState } from './job.ts'
import type { JobContent } from './job-content.ts'

/** A Job, as `jobs.list` tells of it. */
export interface JobView {
  /** UUIDv7, and the idempotency key of every attempt. */
  readonly id: string
  readonly state: JobState
  /** Tag and stored version of its trigger; version 0 of one in code. */
  readonly trigger: string
  readonly triggerVersion: number
  readonly action: string
  /** What a worker has to know to run it: the action's type, or `custom:name` of a function. */
  readonly handler: string
  readonly provider: string
  readonly table: string
  readonly key: string
  readonly orderingKey?: string
  readonly chain?: { readonly id: string; readonly position: number }
  /** How often it was begun, how often it failed, and how often it may. */
  readonly attempts: number
  readonly failures: number
  readonly maxAttempts: number
  readonly createdAt: Date
  /** When it is, or was, due. */
  readonly runAt: Date
  readonly finishedAt?: Date
  readonly worker?: string
  /** Why the last attempt failed. */
  readonly error?: string
}

/** A Job, as `jobs.get` tells of it. */
export interface JobDetails extends JobView {
  /** What its action is given; absent where it is rendered when it runs. */
  readonly input?: Record<string, unknown>
  /** What the writer's `withContext` was given. */
  readonly context?: Row
  readonly result?: unknown
  /** The last 20 attempts, oldest first. */
  readonly history: readonly JobAttempt[]
}

export function toView(row: JobRow): JobView {
  const { id, state, trigger, triggerVersion, action, handler, provider, table, key } = row
  const { orderingKey, chain, attempts, failures, maxAttempts, createdAt, runAt, finishedAt, worker, error } = row
  return {
    id,
    state,
    trigger,
    triggerVersion,
    action,
    handler,
    provider,
    table,
    key,
    ...(orderingKey !== undefined && { orderingKey }),
    ...(chain !== undefined && { chain }),
    attempts,
    failures,
    maxAttempts,
    createdAt: new Date(createdAt),
    runAt: new Date(runAt),
    ...(finishedAt !== undefined && { finishedAt: new Date(finishedAt) }),
    ...(worker !== undefined && { worker }),
    ...(error !== undefined && { error }),
  }
}

/** @throws what the codec throws, where it cannot read the Job. */
export async function toDetails({ options }: EngineCore, row: JobRow): Promise<JobDetails> {
  const { codec } = options.outbox ?? {}
  const decode = async (text: string): Promise<string> => (codec === undefined ? text : codec.decode(text))
  const { input, values } = decodeValue(await decode(row.payload)) as JobContent
  return {
    ...toView(row),
    ...(input !== undefined && { input }),
    ...(values !== undefined && { context: values }),
    ...(row.result !== undefined && { result: decodeValue(await decode(row.result)) }),
    history: parseHistory(row.history === undefined ? undefined : await decode(row.history)),
  }
}
