import type { ColumnSelection, WriteOperation } from '../adapter/write.ts'
import type { Operation } from '../change/change.ts'
import { selectsAny, unionColumns } from '../change/column-selection.ts'
import { afterLists, planWithoutMuted } from '../plan/build-plan.ts'
import type { Plan, TablePlans } from '../plan/plan.ts'
import { readsNothing, unionReads } from '../plan/reads.ts'
import type { TableSchema } from '../schema/schema.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'

/** The Plans of the operations that a Write may turn out to be, and what they need of it together. */
export interface PlannedWrite {
  table: TableSchema
  tablePlans: TablePlans
  plans: Partial<Record<Operation, Plan>>
  /** The Write is watched for the net Changes of its transaction. */
  tracked: boolean
  before: boolean
  /** It has in-transaction actions. */
  transaction: boolean
  /** Somebody wants to know what it did. */
  after: boolean
  /** It has actions that become Jobs. */
  queues: boolean
}

export function operationsOf(operation: WriteOperation): readonly Operation[] {
  return operation === 'upsert' ? ['insert', 'update'] : [operation]
}

/** Undefined where no trigger has to see such a Write. */
export function planWrite(
  tablePlans: TablePlans,
  operation: WriteOperation,
  inTransaction: boolean,
  isMuted?: (trigger: NormalizedTrigger) => boolean,
): PlannedWrite | undefined {
  const plans: Partial<Record<Operation, Plan>> = {}
  for (const each of operationsOf(operation)) {
    const whole = tablePlans[each]
    const plan = whole && isMuted ? planWithoutMuted(whole, isMuted) : whole
    if (plan !== undefined) plans[each] = plan
  }
  const some = (test: (plan: Plan) => boolean): boolean => Object.values(plans).some(test)
  const planned = some(() => true)
  const before = some((plan) => !plan.before.empty)
  const transaction = some((plan) => !plan.transaction.empty || !plan.writeInTransaction.empty)
  const tracked = tablePlans.tracksNet && (inTransaction || before || transaction)
  if (!planned && !tracked) return undefined
  const after = tracked || some((plan) => afterLists(plan).some(({ empty }) => !empty))
  const queues = some((plan) => plan.queues)
  return { table: tablePlans.table, tablePlans, plans, tracked, before, transaction, after, queues }
}

/** A Write that no trigger of its own table has to see, only those of tables that it cascades to (R17). */
export function unplanned(table: TableSchema): PlannedWrite {
  const tablePlans: TablePlans = { table, tracksNet: false, commitReads: readsNothing }
  return {
    table,
    tablePlans,
    plans: {},
    tracked: false,
    before: false,
    transaction: false,
    after: false,
    queues: false,
  }
}

/** Columns that the steps of a Write have to deliver. */
export interface WriteNeeds {
  look: { previous: ColumnSelection; next: ColumnSelection }
  see: { previous: ColumnSelection; record: ColumnSelection }
  /** Of an update: the columns that may have changed. */
  compared: ColumnSelection
}

/** `given` are the columns that the caller gives a value to, where that is known of the whole Write. */
export function needsOf(
  planned: PlannedWrite,
  operation: WriteOperation,
  given: readonly string[] | undefined,
): WriteNeeds {
  const plans = Object.values(planned.plans)
  const before = plans.map((plan) => plan.reads.before).reduce(unionReads, readsNothing)
  const tracked = planned.tracked ? planned.tablePlans.commitReads : readsNothing
  const after = planned.after ? plans.map((plan) => plan.reads.after).reduce(unionReads, tracked) : readsNothing
  if (operation === 'insert') {
    return { look: { previous: [], next: before.record }, see: { previous: [], record: after.record }, compared: [] }
  }
  if (operation === 'delete') {
    const afterRows = unionColumns(after.record, after.previous)
    const rows = unionColumns(unionColumns(before.record, before.previous), afterRows)
    return {
      look: { previous: rows, next: before.record },
      see: { previous: afterRows, record: after.record },
      compared: [],
    }
  }
  const compared: ColumnSelection = planned.after ? (given ?? 'all') : []
  const seenBefore = unionColumns(after.previous, compared)
  const beforeCompared = planned.before && selectsAny(before.record) ? (given ?? 'all') : []
  return {
    look: {
      previous: unionColumns(unionColumns(before.previous, beforeCompared), seenBefore),
      next: unionColumns(before.record, beforeCompared),
    },
    see: { previous: seenBefore, record: unionColumns(after.record, compared) },
    compared,
  }
}
