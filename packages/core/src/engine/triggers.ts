import type { ActionFunction } from '../action/action-function.ts'
import { builtInExecutors } from '../action/built-in-executors.ts'
import type { AdapterBinding } from '../adapter/adapter-binding.ts'
import type { Port } from '../adapter/port.ts'
import type { Row } from '../change/change.ts'
import { ConditionOperator } from '../condition/condition-operator.ts'
import { currentContext, runInContext } from '../context/execution-context.ts'
import type { PlanningOptions } from '../plan/plan-trigger.ts'
import type { Schema } from '../schema/schema.ts'
import { normalizeTrigger } from '../trigger/normalize-trigger.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import { Trigger } from '../trigger/trigger.ts'
import { TriggerActionType } from '../trigger/trigger-action-type.ts'
import type { TableTriggerDefinition } from '../trigger/trigger-definition.ts'
import { TriggerEvent, type TriggerEventName } from '../trigger/trigger-event.ts'
import { TriggerTiming } from '../trigger/trigger-timing.ts'
import { assertSchemaKnows, isRefused } from './assert-schema-knows.ts'
import { Binding } from './binding.ts'
import { checkEngine } from './check-engine.ts'
import type { CheckFinding } from './check-report.ts'
import { EngineCore } from './engine-core.ts'
import type { EngineOptions } from './engine-options.ts'
import { type ExecutionReport, executeEvent, type ManualContext } from './execute-event.ts'
import { planningOf } from './planning.ts'

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
  readonly #core: EngineCore
  readonly #bindings = new Set<Binding>()
  readonly #planning: PlanningOptions

  constructor(options: EngineOptions = {}) {
    this.#core = new EngineCore(options)
    this.#planning = planningOf(this.#core, builtInExecutors({ logger: options.logger, fetch: options.fetch }))
  }

  /**
   * Registers a trigger in memory; one of the same name on the same table is replaced, with a warning (R37). It takes effect for Writes
   * that begin afterwards (R38).
   *
   * @throws TriggerDefinitionError with every problem of the definition; nothing is registered then.
   */
  register(table: string, definition: TableTriggerDefinition): void {
    const trigger = normalizeTrigger(definition, { origin: 'code', table, functions: this.#core.functions })
    assertSchemaKnows([trigger], this.#schemas(), this.#core)
    const replaced = this.#core.registry.add(trigger)
    if (replaced.length > 0) {
      console.warn(
        `[triggerkit] trigger "${trigger.name}" on ${replaced.join(', ')} was registered again: the new one replaces it.`,
      )
    }
  }

  /** Detaches a trigger from this table; whether it was there. */
  unregister(table: string, triggerName: string): boolean {
    return this.#core.registry.remove(table, triggerName)
  }

  /** The enabled triggers of a table that a Write's event fires, in the order in which they run. */
  getTriggersForEvent(table: string, event: TriggerEventName): NormalizedTrigger[] {
    const whole = event.startsWith('before') ? 'beforeWrite' : 'afterWrite'
    return this.#core.registry
      .find([table, '*'])
      .map(({ trigger }) => trigger)
      .filter(
        ({ enabled, events }) =>
          enabled && (events.includes(event) || events.includes(whole) || (event === whole && events.length > 0)),
      )
  }

  /**
   * Runs the triggers of an event without a database write; `database.*` actions need an ORM that is connected. Says what ran, what was
   * skipped and why, and each action's result or error.
   */
  execute(event: TriggerEventName, context: ManualContext): Promise<ExecutionReport> {
    return executeEvent(this.#core, this.#planning, [...this.#bindings][0], event, context)
  }

  /** Runs `work`, and all that it starts, with `{{user.*}}` and further context for conditions and templates. */
  withContext<T>(values: { user?: Row } & Row, work: () => T): T {
    return runInContext({ values: { ...currentContext().values, ...values } }, work)
  }

  /** Runs `work` with triggers switched off: the only way round them (R36). */
  without<T>({ tags, reason }: WithoutOptions, work: () => T): T {
    const outer = currentContext().muted
    const all = tags === undefined || outer?.tags === 'all'
    const merged = all ? ('all' as const) : new Set([...(outer?.tags ?? []), ...tags])
    return runInContext({ muted: { tags: merged, reason } }, work)
  }

  /** Registers functions that stored definitions may name. */
  functions(functions: Record<string, ActionFunction>): void {
    for (const [name, run] of Object.entries(functions)) this.#core.functions.set(name, run)
  }

  /** Resolves when all async work, and what it started, has settled. */
  async drain(): Promise<void> {
    await this.#core.background.drain()
  }

  /** Refuses new async work, waits for what is under way (at most `timeoutMs`, default 30,000) and closes the providers. */
  async close({ timeoutMs = 30_000 }: { timeoutMs?: number } = {}): Promise<{ drained: boolean }> {
    this.#core.closed = true
    const drained = await this.#core.background.drain(timeoutMs)
    await this.#core.providers.close()
    return { drained }
  }

  /** Hands the promises of background work to a serverless runtime, which then lives until they settle. */
  waitUntil(handler: (promise: Promise<unknown>) => void): void {
    this.#core.background.waitUntil = handler
  }

  /** Everything that is known to be wrong, or to be promised less than one might think. */
  check(): CheckFinding[] {
    return checkEngine(this.#core, this.#bindings)
  }

  /**
   * For adapters: binds a port, so that its Writes fire these triggers. Warns of actions that have no provider yet.
   * Stored triggers that do not fit the port's schema, or reach for what is hidden from them, do not fire from then on: `check()` tells of
   * each.
   *
   * @throws TriggerDefinitionError where a trigger registered in code names a table or field that the port's schema does not have.
   */
  bind<Handle extends object>(port: Port<Handle>): AdapterBinding<Handle> {
    const schemas = [...this.#schemas(), port.schema]
    const all = this.#core.registry.all()
    const fromCode = all.filter(({ origin }) => origin === 'code')
    assertSchemaKnows(fromCode, schemas, this.#core)
    this.#core.registry.suspend(
      all.filter((trigger) => trigger.origin === 'stored' && isRefused(trigger, schemas, this.#core)),
    )
    const binding = new Binding(this.#core, port, this.#planning, (bound) => this.#bindings.delete(bound))
    this.#bindings.add(binding as unknown as Binding)
    for (const { code, message } of this.check())
      if (code === 'PROVIDER_MISSING') console.warn(`[triggerkit] ${message}`)
    return binding
  }

  #schemas(): Schema[] {
    return [...this.#bindings].map(({ port }) => port.schema)
  }
}

/** Makes an engine. Register triggers on it and give it to your ORM's adapter. */
export function createTriggers(options: EngineOptions = {}): Triggers {
  return new Triggers(options)
}
