import type { ActionFunction } from '../action/action-function.ts'
import { builtInExecutors } from '../action/built-in-executors.ts'
import type { AdapterBinding } from '../adapter/adapter-binding.ts'
import type { Port } from '../adapter/port.ts'
import type { Row } from '../change/change.ts'
import { missingProviders } from '../check/check-actions.ts'
import { checkEngine } from '../check/check-engine.ts'
import type { CheckFinding } from '../check/check-finding.ts'
import { ConditionOperator } from '../condition/condition-operator.ts'
import { begun, currentContext, runInContext } from '../context/execution-context.ts'
import { dryRunEvent } from '../dry-run/dry-run-event.ts'
import type { DryRunContext, DryRunReport } from '../dry-run/dry-run-report.ts'
import { DuctapeInstance } from '../ductape/ductape-instance.ts'
import { assertArguments } from '../errors/argument-error.ts'
import { Executions } from '../executions/executions.ts'
import type { PlanningOptions } from '../plan/plan-trigger.ts'
import { ProviderRegistry, type Providers } from '../provider/provider-registry.ts'
import { Jobs } from '../queue/jobs.ts'
import { laneKind } from '../queue/lane-kind.ts'
import { OutboxTools } from '../queue/outbox-tools.ts'
import { Worker } from '../queue/worker.ts'
import type { WorkerKind } from '../queue/worker-kind.ts'
import { checkWorkerOptions, type WorkerOptions } from '../queue/worker-options.ts'
import type { Schema } from '../schema/schema.ts'
import type { DefinitionVersion, DeleteOptions, HistoryOptions } from '../store/definition-version.ts'
import type { DefinitionUpdate, NewDefinition, StoredDefinition } from '../store/stored-definition.ts'
import type { ChangeNote } from '../store/trigger-store.ts'
import { normalizeTrigger } from '../trigger/normalize-trigger.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import { Trigger } from '../trigger/trigger.ts'
import { TriggerActionType } from '../trigger/trigger-action-type.ts'
import type { TableTriggerDefinition } from '../trigger/trigger-definition.ts'
import { TriggerEvent } from '../trigger/trigger-event.ts'
import { TriggerTiming } from '../trigger/trigger-timing.ts'
import { isPlainObject } from '../value/plain-object.ts'
import { assertSchemaKnows, schemaErrors } from './assert-schema-knows.ts'
import { Binding } from './binding.ts'
import { EngineCore } from './engine-core.ts'
import type { EngineOptions } from './engine-options.ts'
import { EngineStore } from './engine-store.ts'
import { type EventText, triggersForEvent } from './event-triggers.ts'
import { executeEvent } from './execute-event.ts'
import type { ExecutionReport, ManualContext } from './execution-report.ts'
import type { LoadOptions, LoadReport } from './load-report.ts'
import { planningOf } from './planning.ts'
import { createProcessor, type TriggerProcessor } from './processor.ts'
import { type ProviderHealth, providerHealth } from './provider-health.ts'
import { StoredDefinitions } from './stored-definitions.ts'
import { StoredTriggers } from './stored-triggers.ts'

/** Which triggers `without` switches off, and why. */
export interface WithoutOptions {
  /** Tags or names; default: all triggers. */
  tags?: readonly string[]
  /** For those who read the code or a log later. */
  reason: string
}

/** An engine: triggers, what they run with, and the ORMs that they listen to. Made by `createTriggers`. */
export class Triggers {
  readonly Trigger: typeof Trigger = Trigger
  readonly TriggerEvent: typeof TriggerEvent = TriggerEvent
  readonly TriggerActionType: typeof TriggerActionType = TriggerActionType
  readonly TriggerTiming: typeof TriggerTiming = TriggerTiming
  readonly ConditionOperator: typeof ConditionOperator = ConditionOperator
  /** The Jobs of queued actions: to look at, retry, discard, pause. */
  readonly jobs: Jobs
  /** Where they are kept. */
  readonly outbox: OutboxTools
  /** What ran, as far as `createTriggers({ executions })` keeps it. */
  readonly executions: Executions
  readonly #core: EngineCore
  readonly #bindings = new Set<Binding>()
  readonly #planning: PlanningOptions
  readonly #definitions: StoredDefinitions
  readonly #stored: StoredTriggers
  readonly #processor: TriggerProcessor

  constructor(options: EngineOptions = {}) {
    this.#core = new EngineCore(options)
    const store = new EngineStore(this.#core, () => this.#schemas())
    this.#definitions = new StoredDefinitions(store)
    this.#stored = new StoredTriggers(store)
    this.#processor = createProcessor(this.#core)
    this.jobs = new Jobs(this.#core)
    this.outbox = new OutboxTools(this.#core)
    this.executions = new Executions(this.#core)
    this.#planning = planningOf(this.#core, builtInExecutors({ logger: options.logger, egress: this.#core.egress }))
    this.#core.allObservers?.attach(this)
  }

  /**
   * Registers a trigger in memory; one that was registered under the same name on the same table is replaced, with a warning (R37). It takes
   * effect for Writes that begin afterwards (R38). A stored trigger of that name stays: both fire, and `check()` says so.
   * `register<Order>(…)` types the record: paths, values and functions are checked by the compiler.
   *
   * @throws TriggerDefinitionError with every problem of the definition; nothing is registered then.
   */
  register<R extends object = Row>(table: string, definition: TableTriggerDefinition<NoInfer<R>>): void {
    const schemas = this.#schemas()
    const trigger = normalizeTrigger(definition, {
      ...this.#core.definitionOptions,
      origin: 'code',
      table,
      schemaProblems: (each) => schemaErrors(each, schemas, this.#core),
    })
    const replaced = this.#core.registry.add(trigger)
    if (replaced.length > 0) {
      console.warn(
        `[triggerkit] trigger "${trigger.name}" on ${replaced.join(', ')} was registered again: the new one replaces it.`,
      )
    }
  }

  /**
   * Detaches every trigger of that name from this table, a stored one until the next `load()`, or until another ORM connects, when stored ones
   * are checked against its schema and loaded again; whether there was one.
   */
  unregister(table: string, triggerName: string): boolean {
    return this.#core.registry.remove(table, triggerName)
  }

  /** Every trigger that is active here: from code in the order of registration, then the loaded ones. Also those that are switched off. */
  registered(): NormalizedTrigger[] {
    return this.#core.registry.all()
  }

  /**
   * The triggers that a Write's event fires on a table, in the order in which they run: the enabled ones of this `env`. The table by any of
   * its names; `beforeWrite` and `afterWrite` stand for all three events.
   *
   * @throws ArgumentError for an unknown event, and for a table that no connected ORM has.
   */
  getTriggersForEvent(table: string, event: EventText): NormalizedTrigger[] {
    return triggersForEvent(this.#core, this.#bindings, table, event)
  }

  /**
   * Runs the triggers of an event without a database write, and waits for all of their actions, also for async ones; `database.*` actions
   * need an ORM that is connected. Says what ran, what was skipped and why, and each action's result or error, which `onError` hears too.
   *
   * @throws ArgumentError with everything that is wrong with the arguments; nothing has run then.
   */
  execute(event: EventText, context: ManualContext): Promise<ExecutionReport> {
    return executeEvent(this.#core, this.#planning, this.#bindings, event, context)
  }

  /**
   * Says what an event would do, and does nothing of it: which triggers match, how every node of their conditions comes out, and what each
   * action would be given. About a record, as `execute`, or about a real row by its `key`, which is read and not locked. docs/dry-run.md.
   *
   * @throws ArgumentError with everything that is wrong with the arguments, also where there is no row with the key.
   */
  dryRun(event: EventText, context: DryRunContext): Promise<DryRunReport> {
    return dryRunEvent(this.#core, this.#planning, this.#bindings, event, context)
  }

  /**
   * Keeps a new definition in the store, for this engine's product and database; `load()` activates it. Its tag is its name unless it has one. Who
   * changed it and why go into its history; who is `withContext`'s user unless `by` says so.
   *
   * @throws TriggerDefinitionError with every problem, TriggerExistsError where the tag is there already; nothing is stored then.
   */
  create(data: NewDefinition, note?: ChangeNote): Promise<StoredDefinition> {
    return this.#definitions.create(data, note)
  }

  /**
   * Replaces members of a stored definition, each whole; null takes one away. With `version`, as `fetch` gives it, only where nobody has
   * updated it meanwhile; without, the last update wins, member by member. It takes effect with the next `load()`.
   *
   * @throws TriggerNotFoundError, StoreConflictError, or TriggerDefinitionError for what the whole would come to; nothing is stored then.
   */
  update(data: DefinitionUpdate, note?: ChangeNote): Promise<StoredDefinition> {
    return this.#definitions.update(data, note)
  }

  /**
   * Checks a definition as `create` and `update` do, and stores nothing.
   *
   * @throws TriggerDefinitionError with every problem.
   */
  checkDefinition(data: NewDefinition): void {
    this.#definitions.check(data)
  }

  /** A stored definition; undefined where there is none: to ask is no mistake. */
  fetch(tag: string): Promise<StoredDefinition | undefined> {
    return this.#definitions.fetch(tag)
  }

  /** All stored definitions of this engine's product and database, by tag. `onError` is told of what the store has and cannot read. */
  fetchAll(): Promise<StoredDefinition[]> {
    return this.#definitions.fetchAll()
  }

  /**
   * Takes a definition out of the store; whether it was there. It fires until the next `load()`. Its history stays.
   *
   * @throws StoreConflictError where another version than the one given is stored.
   */
  delete(tag: string, options?: DeleteOptions): Promise<boolean> {
    return this.#definitions.delete(tag, options)
  }

  /** Every version of a stored definition, the newest first: who, when, why, and what it changed. Also of one that was deleted. */
  history(tag: string, options?: HistoryOptions): Promise<DefinitionVersion[]> {
    return this.#definitions.history(tag, options)
  }

  /**
   * Stores a version of a definition again, as the newest one; also of a definition that was deleted. It is checked as a new one is.
   *
   * @throws TriggerNotFoundError where there is no such version, StoreConflictError where somebody else changes it meanwhile, or
   * TriggerDefinitionError; nothing is stored then.
   */
  revert(tag: string, version: number, note?: ChangeNote): Promise<StoredDefinition> {
    return this.#definitions.revert(tag, version, note)
  }

  /**
   * Puts what is stored now in place of what was loaded before, in one step (R38); triggers from code stay as they are (R37). A definition
   * that is invalid is skipped, and `onError` (or the console) is told of it. Where the store fails, nothing changes and the store's error is
   * thrown. With `watch` it goes on by itself after each change; what goes wrong then is told to `onError`.
   */
  load(options?: LoadOptions): Promise<LoadReport> {
    return this.#stored.load(options)
  }

  /** The engine's configuration, readable and assignable while it runs: `getProcessor().config.onError = …`. */
  getProcessor(): TriggerProcessor {
    return this.#processor
  }

  /**
   * Adds providers, or replaces those of the same family or tag, also after triggers were registered: all of them, or none. A replaced one is
   * not closed.
   *
   * @throws TriggerkitError of code `PROVIDER_INVALID`, as from `createTriggers({ providers })`.
   */
  provide(providers: Providers): void {
    assertArguments('triggers.provide(providers)', (problems) => {
      if (!isPlainObject(providers)) problems.addType('providers', 'an object of providers by family or tag', providers)
    })
    void new ProviderRegistry(providers)
    for (const [key, provider] of Object.entries(providers)) if (provider) this.#core.providers.add(key, provider)
  }

  /**
   * Runs `work`, and all that it starts, with `{{user.*}}` and further context for conditions and templates. What it returns has begun: a
   * promise that does nothing before it is awaited, as Prisma's, is one of its own afterwards.
   */
  withContext<T>(values: { user?: Row } & Row, work: () => T): T {
    return runInContext({ values: { ...currentContext().values, ...values } }, () => begun(work()))
  }

  /** Runs `work` with triggers switched off: the only way round them (R36). What it returns has begun, as with `withContext`. */
  without<T>({ tags, reason }: WithoutOptions, work: () => T): T {
    const outer = currentContext().muted
    const all = tags === undefined || outer?.tags === 'all'
    const merged = all ? ('all' as const) : new Set([...(outer?.tags ?? []), ...tags])
    return runInContext({ muted: { tags: merged, reason } }, () => begun(work()))
  }

  /** Registers functions that stored definitions may name. */
  functions(functions: Record<string, ActionFunction>): void {
    for (const [name, run] of Object.entries(functions)) this.#core.functions.set(name, run)
  }

  /**
   * Makes an instance of Ductape's SDK the provider of all actions that have no provider of their own (docs/ductape.md); a further one
   * replaces it, null takes it away. It is not closed by `close`.
   *
   * @throws TriggerkitError of code `DUCTAPE_INVALID` for anything else.
   */
  setDuctapeInstance(instance: object | null): void {
    const { options, clock, providers } = this.#core
    providers.general = instance === null ? undefined : new DuctapeInstance(instance, { ...options, clock })
  }

  /** Resolves when all async work, and what it started, has settled, and the history has what ran. */
  async drain(): Promise<void> {
    await this.#core.background.drain()
    await this.#core.executions?.buffer.flush()
  }

  /**
   * Refuses new async work, stops its workers, waits for what is under way (at most `timeoutMs`, default 30,000), closes the providers and ends
   * connections.
   * What waits for a further attempt fails with its last error.
   */
  async close({ timeoutMs = 30_000 }: { timeoutMs?: number } = {}): Promise<{ drained: boolean }> {
    this.#core.close()
    await this.#stored.close()
    await Promise.all([...this.#core.queue.workers.values()].map((worker) => worker.stop({ timeoutMs })))
    const drained = await this.#core.background.drain(timeoutMs)
    await this.#core.allObservers?.close()
    await this.#core.executions?.close()
    await this.#core.providers.close()
    await this.#core.options.store?.close?.()
    await this.#core.egress.close()
    return { drained }
  }

  /**
   * Makes the tables or collections that definitions, Jobs and executions are kept in, or brings them up to date; nothing where they are. For
   * tests, demos and small applications: others keep them among their migrations.
   */
  async migrate(): Promise<void> {
    await this.#core.options.store?.migrate?.()
    for (const { outbox } of this.#core.queue.bound) await outbox.migrate?.()
    await this.#core.executions?.migrate()
  }

  /** Hands the promises of background work to a serverless runtime, which then lives until they settle. */
  waitUntil(handler: (promise: Promise<unknown>) => void): void {
    this.#core.background.waitUntil = handler
  }

  /** See `createWorker`; with a `kind` for packages that move Jobs through a queue of their own. */
  worker(options: WorkerOptions = {}, kind: WorkerKind = laneKind()): Worker {
    const { registry, timeoutMs } = this.#core
    const checked = checkWorkerOptions(options, kind, { triggers: registry.all(), timeoutMs })
    return new Worker({ core: this.#core, planning: this.#planning }, checked, kind)
  }

  /** Everything that is known to be wrong, or to be promised less than one might think. */
  check(): CheckFinding[] {
    return checkEngine(this.#core, this.#bindings, this.#stored.findings())
  }

  /**
   * Asks every provider whether its server answers and knows it, all at the same time, each at most `timeoutMs` milliseconds (default 5,000).
   * Never rejects: what is wrong is in the answer. `check()` tells of it afterwards.
   */
  async health({ timeoutMs = 5_000 }: { timeoutMs?: number } = {}): Promise<ProviderHealth[]> {
    const health = await providerHealth(this.#core.providers, { timeoutMs, clock: this.#core.clock })
    this.#core.health = health
    return health
  }

  /**
   * For adapters: binds a port, so that its Writes fire these triggers. Warns of actions that have no provider yet; loaded triggers that do not
   * fit the schema, or reach for what is hidden from them, are skipped as `load()` skips them.
   *
   * @throws TriggerDefinitionError where a trigger from code names a table or field that the port's schema does not have.
   */
  bind<Handle extends object>(port: Port<Handle>): AdapterBinding<Handle> {
    const fromCode = this.#core.registry.all().filter(({ origin }) => origin === 'code')
    assertSchemaKnows(fromCode, [...this.#schemas(), port.schema], this.#core)
    const { store } = this.#core.options
    const binding = new Binding(this.#core, port, this.#planning, (bound) => {
      this.#bindings.delete(bound)
      this.#core.executions?.disconnect(bound.port)
      store?.disconnect?.(bound.port)
    })
    this.#bindings.add(binding as unknown as Binding)
    store?.connect?.(binding.port)
    this.#core.executions?.connect(binding.port)
    this.#stored.recheck()
    const missing = this.#core.registry.all().flatMap((trigger) => missingProviders(this.#core, trigger))
    for (const { message } of missing) console.warn(`[triggerkit] ${message}`)
    return binding
  }

  #schemas(): Schema[] {
    return [...this.#bindings].map(({ port }) => port.schema)
  }
}

/**
 * Makes an engine. Register triggers on it and give it to your ORM's adapter.
 *
 * @throws OptionsError with every problem of the options.
 */
export function createTriggers(options: EngineOptions = {}): Triggers {
  return new Triggers(options)
}
