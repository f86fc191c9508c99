import type { Operation } from '../change/change.ts'
import type { TableSchema } from '../schema/schema.ts'
import { firesAt } from '../trigger/fires-at.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import type { ConcreteEvent } from '../trigger/trigger-event.ts'
import type { Plan, PlannedAction, PlannedTrigger, TablePlans } from './plan.ts'
import { type PlanningOptions, planTrigger } from './plan-trigger.ts'
import { type Reads, readsNothing, unionReads } from './reads.ts'
import { TriggerIndex } from './trigger-index.ts'
import { type TriggerList, withoutMuted } from './trigger-list.ts'

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
  plans.tracksNet = all.some((plan) => !plan.netChange.empty)
  plans.commitReads = all
    .flatMap(({ eachChange, netChange, writeInTransaction, writeAfterCommit }) =>
      [eachChange, netChange, writeInTransaction, writeAfterCommit].flatMap((list) => list.all),
    )
    .filter(({ commit, queued }) => commit.length + queued.length > 0)
    .map((planned) => readsOf(planned, [...planned.commit, ...planned.queued]))
    .reduce(unionReads, readsNothing)
  return plans
}

function buildPlan(
  triggers: readonly NormalizedTrigger[],
  operation: Operation,
  table: TableSchema,
  options: PlanningOptions,
): Plan | undefined {
  const at = (prefix: 'before' | 'after'): PlannedTrigger[] => {
    const event = `${prefix}${operation[0]!.toUpperCase()}${operation.slice(1)}` as ConcreteEvent
    return triggers.flatMap((trigger, order) =>
      trigger.actions.length > 0 && firesAt(trigger, event) ? planTrigger(trigger, event, table, options, order) : [],
    )
  }
  const before = at('before')
  const after = at('after')
  if (before.length === 0 && after.length === 0) return undefined
  return {
    table,
    operation,
    before: new TriggerIndex(before),
    ...indexAfter(after),
    queues: [...before.flatMap((planned) => planned.before), ...after.flatMap(({ queued }) => queued)].some(
      ({ queueing }) => queueing !== undefined,
    ),
    reads: {
      before: before.map((planned) => readsOf(planned, planned.before)).reduce(unionReads, readsNothing),
      after: after
        .map((planned) => readsOf(planned, [...planned.transaction, ...planned.commit, ...planned.queued]))
        .reduce(unionReads, readsNothing),
    },
  }
}

/** The lists of a Plan's after-triggers; one with actions in the transaction and after its commit is in both. */
function indexAfter(
  after: readonly PlannedTrigger[],
): Pick<Plan, 'transaction' | 'eachChange' | 'netChange' | 'writeInTransaction' | 'writeAfterCommit'> {
  const rows = after.filter(({ trigger }) => trigger.forEach === 'row')
  const writes = after.filter(({ trigger }) => trigger.forEach === 'write')
  const afterCommit = rows.filter(({ commit, queued }) => commit.length + queued.length > 0)
  return {
    transaction: new TriggerIndex(rows.filter(({ transaction }) => transaction.length > 0)),
    eachChange: new TriggerIndex(afterCommit.filter(({ trigger }) => trigger.per === 'change')),
    netChange: new TriggerIndex(afterCommit.filter(({ trigger }) => trigger.per === 'net')),
    writeInTransaction: new TriggerIndex(writes.filter(({ transaction }) => transaction.length > 0)),
    writeAfterCommit: new TriggerIndex(writes.filter(({ transaction }) => transaction.length === 0)),
  }
}

function readsOf(planned: PlannedTrigger, actions: readonly PlannedAction[]): Reads {
  return actions.map((action) => action.reads).reduce(unionReads, planned.conditionReads)
}

/** The Plan without the triggers that `isMuted` names; undefined where none is left. */
export function planWithoutMuted(plan: Plan, isMuted: (trigger: NormalizedTrigger) => boolean): Plan | undefined {
  const left: Plan = {
    ...plan,
    before: withoutMuted(plan.before, isMuted),
    transaction: withoutMuted(plan.transaction, isMuted),
    eachChange: withoutMuted(plan.eachChange, isMuted),
    netChange: withoutMuted(plan.netChange, isMuted),
    writeInTransaction: withoutMuted(plan.writeInTransaction, isMuted),
    writeAfterCommit: withoutMuted(plan.writeAfterCommit, isMuted),
  }
  return left.before.empty && afterLists(left).every(({ empty }) => empty) ? undefined : left
}

/** All lists of after-triggers. */
export function afterLists(plan: Plan): readonly TriggerList[] {
  return [plan.transaction, plan.eachChange, plan.netChange, plan.writeInTransaction, plan.writeAfterCommit]
}
