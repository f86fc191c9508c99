import type { Timing } from '../action/action-definition.ts'
import type { ActionFunction } from '../action/action-function.ts'
import type { Clock } from '../action/clock.ts'
import type { EgressOptions } from '../action/egress/egress-options.ts'
import type { FetchLike } from '../action/executors/http/fetch-like.ts'
import type { Logger } from '../action/logger.ts'
import type { RetryPolicy } from '../action/retry-policy.ts'
import type { TransactionOptions } from '../adapter/port.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'
import type { ExecutionsOptions } from '../executions/executions-options.ts'
import type { Providers } from '../provider/provider-registry.ts'
import type { OutboxDriver } from '../queue/outbox.ts'
import type { Secrets } from '../secret/secret-source.ts'
import type { TriggerStore } from '../store/trigger-store.ts'
import type { StoredOptions } from '../stored/stored-options.ts'
import type { Observer } from '../telemetry/observer.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'

/** Hears of every action that finally failed (R34). Its own failure is reported on the console and goes no further. */
export type ErrorHandler = (error: Error, context: EvaluationContext | undefined, trigger: NormalizedTrigger) => unknown

export interface EngineOptions {
  /** `{{database}}`; with `product` it also says which definitions of the store are this engine's (R37). */
  database?: string
  /** Whose definitions of the store are this engine's (R37), default `default`; and the Ductape product whose primitives are asked for. */
  product?: string
  /** Where `create`, `update`, `fetch`, `fetchAll`, `delete` and `load` keep definitions; default: none, and they are errors. */
  store?: TriggerStore
  /** `{{env}}`; triggers with `envs` fire only where it is among them. */
  env?: string
  /**
   * Where Jobs of `timing: 'queued'` actions are kept: `sqlOutbox()`, `mongoOutbox()`, or `memoryOutbox()` for tests. Default: none, and queued
   * actions are definition errors.
   */
  outbox?: OutboxDriver
  queue?: {
    /** Most characters that a Job carries. Default 1,048,576. */
    maxPayloadLength?: number
    /** Most characters of what `withContext` was given, which each Job carries. Default 4,096. */
    maxContextLength?: number
    /** Whether a Job runs whose trigger is not registered any more (R44). Default `run`: it carries all that it needs. */
    onDefinitionGone?: 'run' | 'discard'
  }
  /** Providers by family (`email`, `cache`) or by tag (`redis-cache`). */
  providers?: Providers
  /**
   * Providers of one environment alone, by `env`: they come before those of `providers` under the same family or tag. A function is called where
   * `env` is its own, so that clients of other environments are never made.
   */
  providersByEnv?: Readonly<Record<string, Providers | (() => Providers)>>
  /** Functions that stored definitions may name. */
  functions?: Record<string, ActionFunction>
  /** What definitions may name as `{{secret.name}}`; resolved for each attempt of an action, never stored or logged (R48). */
  secrets?: Secrets
  /** Where `log.*` writes; default: the console. */
  logger?: Logger
  /**
   * What `http.*` of definitions in code sends with: the platform's `fetch`, undici's or anything of that shape. Default: node-fetch, and
   * where there is no Node the global `fetch`. Stored definitions do not use it unless `egress.unsafeFetchForStored` says so.
   */
  fetch?: FetchLike
  /** Where triggers may send HTTP requests to (R46). */
  egress?: EgressOptions
  /**
   * Time and chance of actions, for tests: retries, time limits, `{{timestamp}}`, dates that a receiver names. Transactions and `close` keep
   * to real time. Default: the system's.
   */
  clock?: Clock
  /** Default: `console.error`. */
  onError?: ErrorHandler
  /** Triggers that may lead to one another before a `TriggerDepthError` (R35). Default 16. */
  maxDepth?: number
  /** Of the transactions that Triggerkit opens (R2). Default: the ORM's own. */
  transaction?: TransactionOptions
  /** `update`: a soft delete fires as an update (R20). Default `delete`. */
  softDelete?: 'delete' | 'update'
  /** Columns, as `column` or `table.column`, that appear in no `{{record}}`, log or error (R19), and that stored definitions do not reach. */
  sensitive?: readonly string[]
  /** What definitions from a store may do (R46). */
  stored?: StoredOptions
  /** `throw`: a sync action that fails after the commit rejects the caller's call with an `AfterCommitError`. Default `report`. */
  afterCommitFailure?: 'report' | 'throw'
  defaults?: {
    /** Milliseconds per attempt outside and inside a transaction. Default 10,000 and 5,000 (R33). */
    timeoutMs?: number
    transactionTimeoutMs?: number
    retry?: RetryPolicy
    /**
     * `external`: of after-actions without a `timing` of their own whose work leaves the application, which is all but `database.*`, `record.*`,
     * `log.*`, `quota.*` and functions. `queued` makes them durable. Default `sync`.
     */
    timing?: { external?: Timing }
  }
  /** Commit-phase actions at a time. Default 16 (R33). */
  concurrency?: number
  /** External actions that one transaction may leave for its commit. Default 10,000 (R33). */
  maxPendingActions?: number
  /** Rows per step of a large Write (R16). Default 1,000. */
  batchSize?: number
  /**
   * Most characters that an action's payload may render to, texts and values together. Default 16 MiB for definitions in code, 1 MiB for
   * stored ones; beyond it the action fails with an `ActionError`.
   */
  renderLimit?: { code?: number; stored?: number }
  /** Keeps a history of what ran, which `triggers.executions.list` gives. Default: none. */
  executions?: ExecutionsOptions
  /** Are told what the engine does: traces, metrics, histories. Default: none. */
  observers?: readonly Observer[]
  /** Given the promise of work that goes on after the caller's call returned; for serverless runtimes. */
  waitUntil?: (promise: Promise<unknown>) => void
}
