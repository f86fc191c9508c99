import type { ActionFunction } from '../action/action-function.ts'
import { type Clock, systemClock } from '../action/clock.ts'
import type { Logger } from '../action/logger.ts'
import type { OnClose } from '../action/retry.ts'
import { currentContext, runInContext } from '../context/execution-context.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'
import { ActionError } from '../errors/action-error.ts'
import { toError } from '../errors/to-error.ts'
import { TriggerDepthError } from '../errors/trigger-depth-error.ts'
import type { PlannedAction, PlannedTrigger } from '../plan/plan.ts'
import { TriggerRegistry } from '../plan/trigger-registry.ts'
import { ProviderRegistry } from '../provider/provider-registry.ts'
import type { NormalizeOptions } from '../trigger/normalize-trigger.ts'
import { BackgroundWork } from './background.ts'
import type { CheckFinding } from './check-report.ts'
import type { EngineOptions, ErrorHandler } from './engine-options.ts'
import { Semaphore } from './semaphore.ts'

const unlimited: ReadonlySet<string> = new Set(['database', 'custom', 'record', 'log'])

/** What every step of a Write shares: the triggers, what actions run with, and where failures go. */
export class EngineCore {
  readonly options: EngineOptions
  readonly registry: TriggerRegistry = new TriggerRegistry()
  readonly providers: ProviderRegistry
  readonly functions: Map<string, ActionFunction>
  readonly background: BackgroundWork = new BackgroundWork()
  readonly backgroundChains: Semaphore
  readonly concurrency: number
  readonly maxDepth: number
  readonly maxPendingActions: number
  readonly batchSize: number
  readonly timeoutMs: number
  readonly transactionTimeoutMs: number
  readonly afterCommitFailure: 'report' | 'throw'
  readonly sensitive: ReadonlySet<string>
  readonly clock: Clock
  readonly #limits = new Map<string, Semaphore>()
  /** Comparisons across kinds, each told once (R23). */
  readonly mismatches: Map<string, CheckFinding> = new Map()
  onError: ErrorHandler | undefined
  closed = false
  readonly #onClose = new Set<() => void>()

  constructor(options: EngineOptions) {
    this.options = options
    this.providers = new ProviderRegistry(options.providers)
    this.functions = new Map(Object.entries(options.functions ?? {}))
    this.onError = options.onError
    this.concurrency = options.concurrency ?? 16
    this.maxDepth = options.maxDepth ?? 16
    this.maxPendingActions = options.maxPendingActions ?? 10_000
    this.batchSize = options.batchSize ?? 1_000
    this.timeoutMs = options.defaults?.timeoutMs ?? 10_000
    this.transactionTimeoutMs = options.defaults?.transactionTimeoutMs ?? 5_000
    this.afterCommitFailure = options.afterCommitFailure ?? 'report'
    this.sensitive = new Set(options.sensitive)
    this.clock = options.clock ?? systemClock
    this.backgroundChains = new Semaphore(this.concurrency)
    this.background.waitUntil = options.waitUntil
  }

  /** What every definition is checked against. */
  get definitionOptions(): Pick<NormalizeOptions, 'functions' | 'defaults'> {
    return { functions: this.functions, defaults: { retry: this.options.defaults?.retry } }
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

  get logger(): Logger | undefined {
    return this.options.logger
  }

  /**
   * Runs a task of an external family when fewer than `concurrency` of that family run (R33); nested Writes never wait here, nor does
   * what only holds other actions and has no family.
   */
  limitOf(family: string | undefined): <T>(task: () => Promise<T>) => Promise<T> {
    if (family === undefined || unlimited.has(family)) return (task) => task()
    let semaphore = this.#limits.get(family)
    if (semaphore === undefined) {
      semaphore = new Semaphore(this.concurrency)
      this.#limits.set(family, semaphore)
    }
    const limit = semaphore
    return (task) => limit.run(task)
  }

  /** Runs `work` in a fresh scope, outside every transaction (R6). */
  outside<T>(work: () => T, chain: readonly string[] = currentContext().chain): T {
    return runInContext({ frame: undefined, chain }, work)
  }

  /** Tells `onError` of an action that finally failed (R34) and gives the error that stands for it. Never throws. */
  report(thrown: unknown, planned: PlannedTrigger, action: PlannedAction, context: EvaluationContext): Error {
    const where = {
      trigger: planned.trigger.name,
      action: action.action.name,
      event: planned.event,
      table: context.table,
    }
    const error =
      ActionError.isInstance(thrown) || TriggerDepthError.isInstance(thrown)
        ? (thrown as Error)
        : new ActionError({ ...where, cause: toError(thrown, where) })
    if (this.onError === undefined) {
      console.error(error)
      return error
    }
    try {
      const answer = this.onError(error, context, planned.trigger)
      if (answer instanceof Promise)
        this.background.add(answer.catch((failure: unknown) => this.#onErrorFailed(failure)))
    } catch (failure) {
      this.#onErrorFailed(failure)
    }
    return error
  }

  /** Tells once of a comparison whose sides are of different kinds. */
  mismatch(trigger: string, detail: string): void {
    const message = `Trigger "${trigger}": ${detail}`
    if (this.mismatches.has(message)) return
    this.mismatches.set(message, { severity: 'warning', code: 'KIND_MISMATCH', message, trigger })
    console.warn(`[triggerkit] ${message}`)
  }

  #onErrorFailed(failure: unknown): void {
    console.error('[triggerkit] the onError handler itself failed:', failure)
  }
}
