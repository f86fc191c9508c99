import type { Timing } from '../action/action-definition.ts'
import type { ObservedAction } from '../telemetry/observation.ts'

/**
 * How an attempt ended: `retried` failed and was tried again, `rejected` blocked the Write; `rolled-back` completed in a transaction, or a savepoint,
 * that was rolled back afterwards.
 */
export const executionOutcomes = ['completed', 'rolled-back', 'retried', 'rejected', 'failed'] as const
export type ExecutionOutcome = (typeof executionOutcomes)[number]

const failures: readonly ExecutionOutcome[] = ['retried', 'rejected', 'failed']

/** Whether it counts as a failure: kept whatever is sampled, and for a time of its own. */
export function isFailure(outcome: ExecutionOutcome): boolean {
  return failures.includes(outcome)
}

/** One attempt of one action, as `triggers.executions.list` tells of it: nothing of what rows hold. */
export interface Execution {
  /** UUIDv7, made when the attempt began: later ones are greater. */
  readonly id: string
  /** When it began: ISO 8601 in UTC, by the clock of the process that ran it. */
  readonly at: string
  readonly durationMs: number
  /** Tag of the trigger; its name, and its stored version, 0 of one in code. */
  readonly trigger: string
  readonly triggerName: string
  readonly triggerVersion: number
  readonly table: string
  /** The row's key, as text; absent of several rows, of a whole Write, and where the database had yet to make it. */
  readonly key?: string
  readonly event: string
  /** The action's name and type. */
  readonly action: string
  readonly actionType: string
  readonly phase: ObservedAction['phase']
  readonly timing: Timing
  /** From 1; of a queued action that of its Job. */
  readonly attempt: number
  /** Changes that it did at once. */
  readonly rows: number
  readonly outcome: ExecutionOutcome
  /** Id of the Job, of a queued action. */
  readonly job?: string
  /** What it failed with, without secrets (R48); the message's first 1,000 characters. */
  readonly error?: { readonly name: string; readonly code?: string; readonly message: string }
}

/** An execution as it is kept: `at` in milliseconds since 1970. */
export type ExecutionRow = Omit<Execution, 'at'> & { readonly at: number }

export function toExecution(row: ExecutionRow): Execution {
  return { ...row, at: new Date(row.at).toISOString() }
}
