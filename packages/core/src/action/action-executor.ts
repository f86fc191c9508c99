import type { Port } from '../adapter/port.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'
import type { ProviderRegistry } from '../provider/provider-registry.ts'
import type { TableSchema } from '../schema/schema.ts'
import type { SecretUse } from '../secret/secret-use.ts'
import type { NormalizedAction } from './action-definition.ts'
import type { ActionFunction } from './action-function.ts'
import type { Clock } from './clock.ts'
import type { Egress } from './egress/egress.ts'
import type { RowVerdict } from './row-verdict.ts'
import type { StoredReach } from './stored-reach.ts'

/** One action of one trigger, for one Change (or one Write). */
export interface ActionRun {
  action: NormalizedAction
  trigger: { name: string; tag: string; origin: 'code' | 'stored' }
  context: EvaluationContext
  /** The action's payload with its templates rendered. */
  input: Record<string, unknown>
  /** Of a `fallback.run`: what it tries in this order. */
  alternatives?: readonly Alternative[]
  /** Before events only: how the action alters, drops or blocks the row. */
  verdict?: RowVerdict
  /** What it may reach, where the definition is from a store; absent of one in code (R46). */
  stored?: StoredReach
  /** The secrets of this attempt, which are in `input`: where they may be sent (R48). Absent where the action names none. */
  secrets?: SecretUse
  /** Stable over all attempts of this run. */
  idempotencyKey: string
}

/** One action of a `fallback.run`. */
export interface Alternative {
  name: string
  /** Does it with its own retry and time limit, all within the signal's time; resolves with its result. */
  run(signal: AbortSignal): Promise<unknown>
  /** Tells of a failure that a later alternative made up for. */
  report(error: unknown): void
}

/** Where an action runs. */
export interface ActionEnvironment {
  /** Absent when triggers are executed without a database. */
  port?: Port
  /** The write's transaction, or what a caller holds; absent: `port` takes a fresh connection. */
  handle?: object
  providers: ProviderRegistry
  /** The way out for what an action fetches (R46). */
  egress: Egress
  /** Functions that stored definitions may name. */
  functions: ReadonlyMap<string, ActionFunction>
  /** What dates that a receiver names are measured by. */
  clock: Clock
  /** Columns that whole rows of a table leave out (R19). Default: none. */
  hiddenOf?(table: TableSchema): readonly string[]
  /** Aborted when the attempt's time is up. */
  signal: AbortSignal
}

/**
 * Does one action for many Changes at once (R31) and gives their results in the same order. Rejecting means that none was done;
 * set-based executors are only called with runs of one and the same action.
 */
export interface ActionExecutor {
  /** Whether many runs become few operations. Otherwise it is called with one run at a time. */
  setBased: boolean
  execute(runs: readonly ActionRun[], environment: ActionEnvironment): Promise<unknown[]>
}
