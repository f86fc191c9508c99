import type { Operation } from '../change/change.ts'
import type { TableSchema } from '../schema/schema.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import type { ConcreteEvent } from '../trigger/trigger-event.ts'
import type { Plan, PlannedAction, PlannedTrigger, TablePlans } from './plan.ts'
import { type PlanningOptions, planTrigger } from './plan-trigger.ts'
import { type Reads, readsNothing, unionReads } from './reads.ts'

const operations = ['insert', 'update', 'delete'] as const

/** Plans the triggers of a table, given in the order in which they run; undefined where none applies. */
export function buildTablePlans(
  triggers: readonly NormalizedTrigger[],
  table: TableSchema,
  options: PlanningOptions,
): TablePlans | undefined {
  if (triggers.length === 0) return undefined
  const plans: TablePlans = { table, tracksNet: false, commitReads: readsNothing }
  for (const operation of operations) plans[operation] = buildPlan(triggers, operation, table, options)
  const all = operations.flatMap((operation) => plans[operation] ?? [])
  if (all.length === 0) return undefined
  plans.tracksNet = all.some((plan) => plan.commit.some(({ trigger }) => seesNet(trigger)))
  plans.commitReads = all
    .flatMap((plan) => plan.commit.map((planned) => readsOf(planned, planned.commit)))
    .reduce(unionReads, readsNothing)
  return plans
}

/** Whether the trigger's commit-phase actions see net Changes rather than each Change or each Write. */
export function seesNet(trigger: NormalizedTrigger): boolean {
  return trigger.forEach === 'row' && trigger.per === 'net'
}

function buildPlan(
  triggers: readonly NormalizedTrigger[],
  operation: Operation,
  table: TableSchema,
  options: PlanningOptions,
): Plan | undefined {
  const at = (prefix: 'before' | 'after'): PlannedTrigger[] => {
    const event = `${prefix}${operation[0]!.toUpperCase()}${operation.slice(1)}` as ConcreteEvent
    return triggers
      .filter(({ events }) => events.includes(event) || events.includes(`${prefix}Write`))
      .filter(({ fire }) => operation !== 'delete' || fire === 'always')
      .map((trigger) => planTrigger(trigger, event, table, options))
  }
  const before = at('before')
  const after = at('after')
  if (before.length === 0 && after.length === 0) return undefined
  const transaction = after.filter((planned) => planned.transaction.length > 0)
  const commit = after.filter((planned) => planned.commit.length > 0)
  return {
    table,
    operation,
    before,
    transaction,
    commit,
    reads: {
      before: before.map((planned) => readsOf(planned, planned.before)).reduce(unionReads, readsNothing),
      after: [
        ...transaction.map((planned) => readsOf(planned, planned.transaction)),
        ...commit.map((planned) => readsOf(planned, planned.commit)),
      ].reduce(unionReads, readsNothing),
    },
  }
}

function readsOf(planned: PlannedTrigger, actions: readonly PlannedAction[]): Reads {
  return actions.map((action) => action.reads).reduce(unionReads, planned.conditionReads)
}

/** The Plan without the triggers that `isMuted` names; undefined where none is left. */
export function withoutMuted(plan: Plan, isMuted: (trigger: NormalizedTrigger) => boolean): Plan | undefined {
  const keep = (planned: readonly PlannedTrigger[]): PlannedTrigger[] =>
    planned.filter(({ trigger }) => !isMuted(trigger))
  const left = { ...plan, before: keep(plan.before), transaction: keep(plan.transaction), commit: keep(plan.commit) }
  return left.before.length + left.transaction.length + left.commit.length > 0 ? left : undefined
}
