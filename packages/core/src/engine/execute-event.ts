import type { RowVerdict } from '../action/row-verdict.ts'
import type { Operation, Row } from '../change/change.ts'
import { copyHiding } from '../change/copy-without.ts'
import { currentContext } from '../context/execution-context.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'
import { WriteRejectedError } from '../errors/write-rejected-error.ts'
import type { PlannedAction, PlannedTrigger } from '../plan/plan.ts'
import { type PlanningOptions, planTrigger } from '../plan/plan-trigger.ts'
import type { TableSchema } from '../schema/schema.ts'
import type { ConcreteEvent, TriggerEventName } from '../trigger/trigger-event.ts'
import { parsePath, writePath } from '../value/path.ts'
import { isPlainObject } from '../value/plain-object.ts'
import { assertReachable } from './assert-reachable.ts'
import type { Binding } from './binding.ts'
import type { EngineCore } from './engine-core.ts'
import { withoutHidden } from './evaluation-context.ts'
import { executeAction } from './execute-action.ts'

/** What `execute` is told of the event; anything further is there for conditions and templates. */
export interface ManualContext {
  table: string
  record: Row
  previousRecord?: Row
  /** Default: those of an insert are all; of an update those that differ. */
  changedFields?: readonly string[]
  user?: Row
  [key: string]: unknown
}

export interface ActionReport {
  name: string
  type: string
  status: 'done' | 'failed' | 'skipped'
  result?: unknown
  error?: Error
  /** Why it was skipped. */
  reason?: string
}

export interface TriggerReport {
  trigger: string
  status: 'ran' | 'skipped' | 'failed'
  reason?: string
  actions: ActionReport[]
}

export interface ExecutionReport {
  event: TriggerEventName
  table: string
  triggers: TriggerReport[]
  /** The record as before-triggers left it. */
  record: Row
  /** A before-trigger dropped the row. */
  skipped: boolean
  /** A before-trigger blocked the Write. */
  rejected?: Error
}

/** Runs the triggers of an event on a record that nobody writes. */
export async function executeEvent(
  core: EngineCore,
  planning: PlanningOptions,
  binding: Binding | undefined,
  event: TriggerEventName,
  context: ManualContext,
): Promise<ExecutionReport> {
  const table = binding?.port.schema.find(context.table) ?? schemaless(context)
  const concrete = toConcrete(event, context)
  const hidden = core.columns.hidden(table)
  const given = hidden.length === 0 ? context : hidingContext(context, hidden)
  const report: ExecutionReport = {
    event,
    table: context.table,
    triggers: [],
    record: hidden.length === 0 ? { ...context.record } : copyHiding(context.record, hidden),
    skipped: false,
  }
  for (const { trigger } of core.registry.find([table.name, ...table.aliases, '*'])) {
    if (!trigger.enabled || !matches(trigger.events, concrete)) continue
    if (trigger.envs && !trigger.envs.includes(core.options.env ?? '')) {
      report.triggers.push({
        trigger: trigger.name,
        status: 'skipped',
        reason: `not in env "${core.options.env ?? ''}"`,
        actions: [],
      })
      continue
    }
    await runTrigger(core, binding, planTrigger(trigger, concrete, table, planning), given, report)
    if (report.rejected !== undefined || report.skipped) break
  }
  return report
}

async function runTrigger(
  core: EngineCore,
  binding: Binding | undefined,
  planned: PlannedTrigger,
  given: ManualContext,
  report: ExecutionReport,
): Promise<void> {
  const whole = evaluationContext(core, planned.event, given, report.record)
  const context = planned.hidden === undefined ? whole : withoutHidden(whole, planned.hidden)
  const entry: TriggerReport = { trigger: planned.trigger.name, status: 'ran', actions: [] }
  report.triggers.push(entry)
  if (planned.condition && !planned.condition.test(context)) {
    Object.assign(entry, { status: 'skipped', reason: 'its condition does not hold' })
    return
  }
  const actions = [...planned.before, ...planned.transaction, ...planned.commit]
  for (const [index, action] of actions.entries()) {
    const done = await runOne(core, binding, planned, action, context, report)
    entry.actions.push(done)
    if (done.status === 'done' || action.action.continueOnError) continue
    entry.status = 'failed'
    const reason = `"${action.action.name}" failed before it`
    entry.actions.push(
      ...actions.slice(index + 1).map((later) => ({ ...describe(later), status: 'skipped' as const, reason })),
    )
    return
  }
}

async function runOne(
  core: EngineCore,
  binding: Binding | undefined,
  planned: PlannedTrigger,
  action: PlannedAction,
  context: EvaluationContext,
  report: ExecutionReport,
): Promise<ActionReport> {
  try {
    const place = { port: binding?.port, inTransaction: false }
    const verdict = planned.event.startsWith('before') ? verdictOf(planned, action, context, report) : undefined
    const [result] = await executeAction(core, planned, action, [context], place, verdict)
    context.actions![action.action.name] = { result }
    return { ...describe(action), status: 'done', result }
  } catch (thrown) {
    if (WriteRejectedError.isInstance(thrown)) {
      report.rejected = thrown as Error
      return { ...describe(action), status: 'failed', error: thrown as Error }
    }
    return { ...describe(action), status: 'failed', error: core.report(thrown, planned, action, context) }
  }
}

function describe(action: PlannedAction): { name: string; type: string } {
  return { name: action.action.name, type: action.action.type }
}

function verdictOf(
  planned: PlannedTrigger,
  action: PlannedAction,
  context: EvaluationContext,
  report: ExecutionReport,
): RowVerdict {
  return {
    set: (fields) => {
      const hidden = planned.hidden?.columns ?? []
      for (const [name, value] of Object.entries(fields)) {
        assertReachable(name, hidden, { trigger: planned.trigger.name, event: planned.event, table: context.table })
        writePath(report.record, parsePath(name), value)
        if (context.record !== report.record) writePath(context.record, parsePath(name), value)
      }
    },
    skip: () => {
      report.skipped = true
    },
    reject: (message, options) => {
      const where = {
        trigger: planned.trigger.name,
        action: action.action.name,
        event: planned.event,
        table: context.table,
      }
      throw new WriteRejectedError({ ...where, ...options, message })
    },
  }
}

function evaluationContext(
  core: EngineCore,
  event: ConcreteEvent,
  given: ManualContext,
  record: Row,
): EvaluationContext {
  const { values } = currentContext()
  const { database, env } = core.options
  const changedFields = given.changedFields ?? changedBetween(given.previousRecord, record)
  const timestamp = new Date().toISOString()
  return {
    ...values,
    ...given,
    database,
    env,
    timestamp,
    event,
    operation: operationOf(event),
    record,
    changedFields,
    actions: {},
  }
}

/** The same with hidden columns reached by their explicit path only (R19). */
function hidingContext(context: ManualContext, hidden: readonly string[]): ManualContext {
  const hiding = (row: unknown): Row | undefined => (isPlainObject(row) ? copyHiding(row, hidden) : undefined)
  const { previousRecord, input } = context
  return { ...context, previousRecord: hiding(previousRecord) ?? previousRecord, input: hiding(input) ?? input }
}

function changedBetween(previous: Row | undefined, record: Row): string[] {
  return Object.keys(record).filter((name) => previous === undefined || !Object.is(previous[name], record[name]))
}

function operationOf(event: ConcreteEvent): Operation {
  return event.replace(/^before|^after/, '').toLowerCase() as Operation
}

/** `beforeWrite` and `afterWrite` stand for what the context looks like: an update where there is a previous record, else an insert. */
function toConcrete(event: TriggerEventName, context: ManualContext): ConcreteEvent {
  if (!event.endsWith('Write')) return event as ConcreteEvent
  return `${event.slice(0, -'Write'.length)}${context.previousRecord === undefined ? 'Insert' : 'Update'}` as ConcreteEvent
}

function matches(events: readonly TriggerEventName[], event: ConcreteEvent): boolean {
  return events.includes(event) || events.includes(event.startsWith('before') ? 'beforeWrite' : 'afterWrite')
}

/** Without an ORM every field of the record is a column of unknown kind. */
function schemaless(context: ManualContext): TableSchema {
  const names = new Set([...Object.keys(context.record), ...Object.keys(context.previousRecord ?? {})])
  const columns = [...names].map(
    (name) => [name, { name, kind: 'unknown', nullable: true, hidden: false, generated: false }] as const,
  )
  return { name: context.table, aliases: [], key: [], columns: new Map(columns), cascades: [] }
}
