import type { ActionFunction } from '../action/action-function.ts'
import { type Clock, systemClock } from '../action/clock.ts'
import { Egress } from '../action/egress/egress.ts'
import type { Logger } from '../action/logger.ts'
import type { OnClose } from '../action/retry.ts'
import type { Port } from '../adapter/port.ts'
import { ColumnAccess } from '../change/column-access.ts'
import type { MetMismatch } from '../check/check-mismatches.ts'
import type { MismatchReport } from '../condition/condition-options.ts'
import { currentContext, runInContext } from '../context/execution-context.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'
import { ActionError } from '../errors/action-error.ts'
import { escapeControls } from '../errors/escape-controls.ts'
import { JobError } from '../errors/job-error.ts'
import { LimitExceededError } from '../errors/limit-exceeded-error.ts'
import { toError } from '../errors/to-error.ts'
import { TriggerDepthError } from '../errors/trigger-depth-error.ts'
import { ExecutionHistory } from '../executions/execution-history.ts'
import { readExecutionsOptions } from '../executions/executions-options.ts'
import type { PlannedAction, PlannedTrigger } from '../plan/plan.ts'
import { TriggerRegistry } from '../plan/trigger-registry.ts'
import { ProviderRegistry } from '../provider/provider-registry.ts'
import { SecretStore } from '../secret/secret-store.ts'
import { readStoredOptions } from '../stored/read-stored-options.ts'
import type { StoredPolicy } from '../stored/stored-policy.ts'
import type { Observers } from '../telemetry/observers.ts'
import { readObservers } from '../telemetry/read-observers.ts'
import type { NormalizeOptions } from '../trigger/normalize-trigger.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import { BackgroundWork } from './background.ts'
import type { EngineOptions, ErrorHandler } from './engine-options.ts'
import { EngineQueue } from './engine-queue.ts'
import type { RunOrigin } from './pending-run.ts'
import type { ProviderHealth } from './provider-health.ts'
import { ProviderLimits } from './provider-limits.ts'
import { Semaphore } from './semaphore.ts'
import { standInOf } from './stand-in-trigger.ts'
import { waitUntilFailed } from './wait-until-failed.ts'

/** Runs `work` in a transaction of its own, on `handle` where one is held; its commit phase runs when the connection is released (R5). */
export type OwnTransaction = <T>(handle: object | undefined, work: (handle: object) => Promise<T>) => Promise<T>

/** What every step of a Write shares: the triggers, what actions run with, and where failures go. */
export class EngineCore {
  readonly options: EngineOptions
  readonly registry: TriggerRegistry = new TriggerRegistry()
  readonly providers: ProviderRegistry
  readonly functions: Map<string, ActionFunction>
  /** The way out for HTTP requests (R46). */
  readonly egress: Egress
  readonly secrets: SecretStore
  readonly background: BackgroundWork = new BackgroundWork((thrown) => this.#waitUntilFailed(thrown))
  /** How many external actions run at a time (R33). */
  readonly limits: ProviderLimits
  readonly queue: EngineQueue
  /** Also while they are told of nothing. */
  readonly allObservers: Observers | undefined
  /** What ran; absent where nobody wants to know. */
  readonly executions: ExecutionHistory | undefined
  readonly concurrency: number
  maxDepth: number
  maxPendingActions: number
  batchSize: number
  timeoutMs: number
  transactionTimeoutMs: number
  afterCommitFailure: 'report' | 'throw'
  readonly clock: Clock
  /** What definitions from a store may do (R46). */
  readonly stored: StoredPolicy
  readonly columns: ColumnAccess
  /** How actions open a transaction of their own on a bound port. */
  readonly transactions: WeakMap<Port, OwnTransaction> = new WeakMap()
  /** Comparisons across kinds, each told once (R23). */
  readonly mismatches: Map<string, MetMismatch> = new Map()
  onError: ErrorHandler | undefined
  closed = false
  #isWaitUntilTold = false
  readonly #backgroundChains = new Map<number, Semaphore>()
  /** What `health()` said last. */
  health: readonly ProviderHealth[] = []
  readonly #onClose = new Set<() => void>()

  constructor(options: EngineOptions) {
    this.options = options
    this.providers = new ProviderRegistry(options.providers)
    this.#provideForEnv(options)
    this.functions = new Map(Object.entries(options.functions ?? {}))
    this.egress = new Egress({ ...options.egress, fetch: options.fetch })
    this.secrets = new SecretStore(options.secrets)
    this.onError = options.onError
    this.concurrency = options.concurrency ?? 16
    this.maxDepth = options.maxDepth ?? 16
    this.maxPendingActions = options.maxPendingActions ?? 10_000
    this.batchSize = options.batchSize ?? 1_000
    this.timeoutMs = options.defaults?.timeoutMs ?? 10_000
    this.transactionTimeoutMs = options.defaults?.transactionTimeoutMs ?? 5_000
    this.afterCommitFailure = options.afterCommitFailure ?? 'report'
    this.clock = options.clock ?? systemClock
    this.stored = readStoredOptions(options.stored)
    this.columns = new ColumnAccess(options.sensitive ?? [], this.stored.sensitive)
    this.limits = new ProviderLimits(this.providers, this.concurrency)
    this.queue = new EngineQueue(this)
    const { executions } = options
    this.executions =
      executions === undefined ? undefined : new ExecutionHistory(this, readExecutionsOptions(executions))
    const own = this.executions && [this.executions.recorder]
    this.allObservers = readObservers(options.observers, (error) => this.tell(error, undefined, standInOf('*')), own)
    this.background.waitUntil = options.waitUntil
  }

  /** What every definition is checked against. */
  get definitionOptions(): Pick<NormalizeOptions, 'functions' | 'defaults' | 'stored' | 'queueAvailable' | 'leaseMs'> {
    const { defaults: { retry, timing } = {}, outbox } = this.options
    return {
      functions: this.functions,
      defaults: { retry, timing },
      stored: this.stored,
      queueAvailable: outbox !== undefined,
      leaseMs: this.queue.shortestLeaseMs,
    }
  }

  /** Calls back when the engine closes, at once where it is closed; gives the function that calls it off. */
  readonly onClose: OnClose = (callback) => {
    if (this.closed) callback()
    this.#onClose.add(callback)
    return () => this.#onClose.delete(callback)
  }

  close(): void {
    this.closed = true
    for (const callback of this.#onClose) callback()
    this.#onClose.clear()
  }

  /** Absent while nobody looks on: then nothing is done for them (R39). To be asked for once by each step: it may change. */
  get observers(): Observers | undefined {
    return this.allObservers?.enabled ? this.allObservers : undefined
  }

  get logger(): Logger | undefined {
    return this.options.logger
  }

  /** Runs `work` in a fresh scope, outside every transaction (R6). */
  outside<T>(work: () => T, origin: Pick<RunOrigin, 'chain' | 'writes'> = currentContext()): T {
    return runInContext({ frame: undefined, chain: origin.chain, writes: origin.writes }, work)
  }

  /** Runs a chain of actions that nobody awaits, when fewer than `width` of such a width run. */
  inBackground(width: number, chain: () => Promise<void>): void {
    let semaphore = this.#backgroundChains.get(width)
    if (semaphore === undefined) {
      semaphore = new Semaphore(width)
      this.#backgroundChains.set(width, semaphore)
    }
    // Nobody waits for it, so that it may wait for places which those hold that led here.
    const limit = semaphore
    this.background.add(runInContext({ held: undefined }, () => limit.run(chain)))
  }

  /** Tells of an action that finally failed and gives the error that stands for it. Never throws. */
  report(thrown: unknown, planned: PlannedTrigger, action: PlannedAction, context: EvaluationContext): Error {
    const where = {
      trigger: planned.trigger.name,
      action: action.action.name,
      event: planned.event,
      table: context.table,
    }
    const error =
      ActionError.isInstance(thrown) ||
      TriggerDepthError.isInstance(thrown) ||
      LimitExceededError.isInstance(thrown) ||
      JobError.isInstance(thrown)
        ? (thrown as Error)
        : new ActionError({ ...where, cause: toError(thrown, where) })
    this.tell(error, context, planned.trigger)
    return error
  }

  /** Tells `onError`, or the console where there is none, of what finally failed (R34). Never throws. */
  tell(error: Error, context: EvaluationContext | undefined, trigger: NormalizedTrigger): void {
    if (this.onError === undefined) {
      console.error(error)
      return
    }
    try {
      const answer = this.onError(error, context, trigger)
      if (answer instanceof Promise)
        this.background.add(answer.catch((failure: unknown) => this.#onErrorFailed(failure)))
    } catch (failure) {
      this.#onErrorFailed(failure)
    }
  }

  /** Tells once of a comparison whose sides are of different kinds. */
  mismatch(trigger: NormalizedTrigger, report: MismatchReport): void {
    const message = escapeControls(`Trigger "${trigger.name}": ${report.message}`)
    const isTold = this.mismatches.has(message)
    // The latest: the trigger may have been registered again meanwhile.
    this.mismatches.set(message, { trigger, report, message })
    if (!isTold) console.warn(`[triggerkit] ${message}`)
  }

  /** Once: runtimes that refuse it at one call refuse it at the next. */
  #waitUntilFailed(cause: unknown): void {
    if (this.#isWaitUntilTold) return
    this.#isWaitUntilTold = true
    this.tell(waitUntilFailed(cause), undefined, standInOf('*'))
  }

  #provideForEnv({ env, providersByEnv = {} }: EngineOptions): void {
    const given = env !== undefined && Object.hasOwn(providersByEnv, env) ? providersByEnv[env] : undefined
    const providers = typeof given === 'function' ? given() : given
    for (const [key, provider] of Object.entries(providers ?? {})) if (provider) this.providers.add(key, provider)
  }

  #onErrorFailed(failure: unknown): void {
    console.error('[triggerkit] the onError handler itself failed:', failure)
  }
}
