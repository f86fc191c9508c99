import type { NormalizedAction } from '../action/action-definition.ts'
import type { ActionExecutor } from '../action/action-executor.ts'
import type { Operation } from '../change/change.ts'
import type { HiddenFromStored } from '../change/column-access.ts'
import type { CompiledCondition } from '../condition/compile-condition.ts'
import type { RequiredEquality } from '../condition/required-equality.ts'
import type { PlannedQueueing } from '../queue/plan-queueing.ts'
import type { TableSchema } from '../schema/schema.ts'
import type { CompiledTemplate } from '../template/compile-template.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import type { ConcreteEvent } from '../trigger/trigger-event.ts'
import type { Reads } from './reads.ts'
import type { TriggerList } from './trigger-list.ts'

/** An action with all that can be worked out before any Write. */
export interface PlannedAction {
  action: NormalizedAction
  executor: ActionExecutor
  template: CompiledTemplate
  reads: Reads
  /** Of a queued action: how its Job is made. */
  queueing?: PlannedQueueing
  /** The actions that a `fallback.run` tries. */
  nested?: readonly PlannedAction[]
}

/** A trigger as it runs at one event of one table. */
export interface PlannedTrigger {
  trigger: NormalizedTrigger
  event: ConcreteEvent
  /** Its place among the triggers of its table: lower runs first. */
  order: number
  /** What of a row it does not see at all (R19): of a stored trigger, on a table that has hidden columns or relations. */
  hidden?: HiddenFromStored
  condition?: CompiledCondition
  /** The condition cannot hold without each of these. */
  required: readonly RequiredEquality[]
  conditionReads: Reads
  /** Before events: all of its actions. */
  before: readonly PlannedAction[]
  /** After events: what runs in the Write's transaction, what after its commit, and what becomes Jobs. */
  transaction: readonly PlannedAction[]
  commit: readonly PlannedAction[]
  queued: readonly PlannedAction[]
}

/** What the triggers of one table and operation need of a Write, computed before any comes (DESIGN, step 2). */
export interface Plan {
  table: TableSchema
  operation: Operation
  before: TriggerList
  /** After-triggers with in-transaction actions, for each row. */
  transaction: TriggerList
  /** After-triggers with commit-phase actions, for each row: those that see each Change, and those that see net Changes (R30). */
  eachChange: TriggerList
  netChange: TriggerList
  /** `forEach: 'write'` (R32): those with in-transaction actions, and those that have none. */
  writeInTransaction: TriggerList
  writeAfterCommit: TriggerList
  /** Some action becomes Jobs. */
  queues: boolean
  reads: { before: Reads; after: Reads }
}

/** The Plans of one table. */
export interface TablePlans {
  table: TableSchema
  insert?: Plan
  update?: Plan
  delete?: Plan
  /** Some trigger of the table sees net Changes, so that inside a transaction every operation on it has to be seen (R30). */
  tracksNet: boolean
  /** What commit-phase triggers of any operation read: what a net Change has to carry. */
  commitReads: Reads
}
