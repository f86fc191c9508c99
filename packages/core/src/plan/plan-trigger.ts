import type { NormalizedAction } from '../action/action-definition.ts'
import type { ActionExecutor } from '../action/action-executor.ts'
import { compilePayload } from '../action/compile-payload.ts'
import type { HiddenFromStored } from '../change/column-access.ts'
import { touchesHidden } from '../change/hidden-columns.ts'
import { becomesTrue } from '../condition/becomes-true.ts'
import { type CompiledCondition, compileCondition } from '../condition/compile-condition.ts'
import type { ConditionOptions, MismatchReport } from '../condition/condition-options.ts'
import { type RequiredEquality, requiredEqualities } from '../condition/required-equality.ts'
import { planQueueing } from '../queue/plan-queueing.ts'
import type { TableSchema } from '../schema/schema.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import type { ConcreteEvent } from '../trigger/trigger-event.ts'
import { parsePath } from '../value/path.ts'
import { phaseOf } from './action-phase.ts'
import type { PlannedAction, PlannedTrigger } from './plan.ts'
import { type Reads, readsEverything, readsNothing, readsOfPaths, unionReads } from './reads.ts'

/** What planning needs of the engine. */
export interface PlanningOptions {
  executorOf(type: string): ActionExecutor
  /** Reads of a registered function that a stored definition names. */
  needsOf(
    action: NormalizedAction,
  ): { columns?: 'all' | readonly string[]; previousRecord?: boolean | readonly string[] } | undefined
  /** What a trigger must not see of the table's rows; undefined where that is nothing (R19). */
  hiddenFrom?(trigger: NormalizedTrigger, table: TableSchema): HiddenFromStored | undefined
  onMismatch(trigger: NormalizedTrigger, report: MismatchReport): void
  /** Most characters that an action's payload may render to. */
  renderLimit(origin: NormalizedTrigger['origin']): number
}

/** Compiles a trigger for one event of one table; `order` is its place among those of the table. */
export function planTrigger(
  trigger: NormalizedTrigger,
  event: ConcreteEvent,
  table: TableSchema,
  options: PlanningOptions,
  order = 0,
): PlannedTrigger {
  const conditionOptions = {
    kindOf: (path: string) => table.columns.get(path.slice(path.indexOf('.') + 1))?.kind,
    onMismatch: (report: MismatchReport) => options.onMismatch(trigger, report),
  }
  const condition = compileFor(trigger, conditionOptions)
  const hidden = options.hiddenFrom?.(trigger, table)
  const required = trigger.condition ? requiredEqualities(trigger.condition, conditionOptions) : []
  const actions = trigger.actions.map((action, index) => {
    const planned = planAction(action, trigger, table, options)
    return action.timing === 'queued' ? withQueueing(planned, trigger, index, table) : planned
  })
  const isBefore = event.startsWith('before')
  const after = isBefore ? [] : actions
  const isQueued = ({ action }: PlannedAction): boolean => action.timing === 'queued'
  return {
    trigger,
    event,
    order,
    hidden,
    condition,
    required: hidden === undefined ? required : required.filter((equality) => isSeen(equality, hidden)),
    conditionReads: condition ? readsOfPaths(condition.paths, table) : readsNothing,
    before: isBefore ? actions : [],
    transaction: after.filter(({ action }) => phaseOf(action) === 'transaction'),
    commit: after.filter((planned) => phaseOf(planned.action) === 'commit' && !isQueued(planned)),
    queued: after.filter(isQueued),
  }
}

/** Whether the trigger sees what the whole row holds there: by anything else it cannot be looked up (R19). */
function isSeen({ path }: RequiredEquality, { columns }: HiddenFromStored): boolean {
  return touchesHidden(parsePath(path).slice(1), columns) === undefined
}

function compileFor({ condition, fire }: NormalizedTrigger, options: ConditionOptions): CompiledCondition | undefined {
  const compiled = condition && compileCondition(condition, options)
  return compiled && fire === 'becomes-true' ? becomesTrue(compiled) : compiled
}

/** What its Job's own templates read is read, too. */
function withQueueing(
  planned: PlannedAction,
  trigger: NormalizedTrigger,
  index: number,
  table: TableSchema,
): PlannedAction {
  const queueing = planQueueing(trigger, index, planned.template)
  return { ...planned, queueing, reads: unionReads(planned.reads, readsOfPaths(queueing.template.paths, table)) }
}

/** Compiles one action. */
export function planAction(
  action: NormalizedAction,
  trigger: NormalizedTrigger,
  table: TableSchema,
  options: PlanningOptions,
): PlannedAction {
  const maxLength = options.renderLimit(trigger.origin)
  const template = compilePayload(action.type, action.payload, { maxLength })
  const nested = action.actions?.map((each) => planAction(each, trigger, table, options))
  const own = unionReads(readsOfPaths(template.paths, table), ownReads(action, options))
  return {
    action,
    executor: options.executorOf(action.type),
    template,
    reads: (nested ?? []).map((each) => each.reads).reduce(unionReads, own),
    nested,
  }
}

/** What an action reads beyond its templates: functions and validations see the whole row unless they say otherwise. */
function ownReads(action: NormalizedAction, options: PlanningOptions): Reads {
  if (action.type === 'record.validate') return { record: 'all', previous: [] }
  if (action.type === 'storage.upload' && typeof action.payload.dataField === 'string') {
    return { record: [action.payload.dataField], previous: [] }
  }
  if (action.family !== 'custom' || action.verb !== '') return readsNothing
  const needs = options.needsOf(action)
  if (needs === undefined) return readsEverything
  const previous = needs.previousRecord
  return {
    record: needs.columns ?? 'all',
    previous:
      previous === undefined
        ? (needs.columns ?? 'all')
        : previous === true
          ? 'all'
          : previous === false
            ? []
            : previous,
  }
}
