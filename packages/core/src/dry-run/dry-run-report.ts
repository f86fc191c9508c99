import type { Timing } from '../action/action-definition.ts'
import type { RowFilter } from '../adapter/row-filter.ts'
import type { RowUpdate } from '../adapter/row-update.ts'
import type { Operation, Row } from '../change/change.ts'
import type { ConditionVerdict } from '../condition/explain-condition.ts'
import type { ManualContext, SkipCause } from '../engine/execution-report.ts'
import type { ProviderFamily } from '../provider/provider-family.ts'
import type { TriggerOrigin } from '../trigger/normalized-trigger.ts'
import type { ConcreteEvent } from '../trigger/trigger-event.ts'

/** What `dryRun` is told of the event: the rows, as `execute` takes them, or the key of a row that is there. */
export interface DryRunContext extends ManualContext {
  /** The primary key of a real row, by its columns' names, instead of `record` and `previousRecord`. The row is read, not locked. */
  key?: Row
  /** With `key`, of an update: what would be written to the row, by column. */
  changes?: Row
}

/** What one `database.*` action would write. */
export interface DryRunWrite {
  /** The table's canonical name. */
  table: string
  operation: Operation
  /** Rows of an insert. */
  rows?: Row[]
  /** Of an update, by operator. */
  update?: RowUpdate
  /** Which rows, of an update or a delete. */
  where?: RowFilter
}

/** Which provider an action would go to. */
export interface DryRunProvider {
  family: ProviderFamily
  /** What it is registered under; absent of the default of its family, and of the one that does all families' actions. */
  tag?: string
  /** What it calls itself. */
  name?: string
}

/** What a before-action would do to the row. */
export interface DryRunRuling {
  set?: Row
  skip?: true
  reject?: { message: string; code?: string; field?: string }
}

/** When a queued action's Job would be due, and in which order. */
export interface DryRunJob {
  runAt?: { inMs: number } | { at: number }
  orderingKey?: string
  dedupeKey?: string
}

export interface DryRunAction {
  name: string
  type: string
  /** `would-run`: as far as can be told. `fails`: see `problem`. `skipped`: see `reason`. */
  status: 'would-run' | 'fails' | 'skipped'
  phase: 'before' | 'transaction' | 'commit'
  timing: Timing
  /**
   * The rendered payload. Placeholders whose value nobody knows before it runs (`{{actions.name.result}}`), or nobody is to see
   * (`{{secret.name}}`, hidden columns), stand in it as they are written.
   */
  input?: Row
  /** Those placeholders. Where there are any, the action's input is checked in part only. */
  unknown: readonly string[]
  /** Placeholders that had no value. */
  missing: readonly string[]
  provider?: DryRunProvider
  writes?: DryRunWrite[]
  row?: DryRunRuling
  job?: DryRunJob
  /** Application code that a dry run does not call, so that nothing is known of what it would do. */
  notRun?: string
  /** What it would fail with. */
  problem?: string
  /** Why it was skipped, as a sentence's end. */
  reason?: string
  /** Of a `fallback.run`: what it would try, in this order. */
  actions?: DryRunAction[]
}

export interface DryRunTrigger {
  /** Its name. */
  trigger: string
  tag: string
  origin: TriggerOrigin
  status: 'matches' | 'skipped'
  /** Why it is skipped: for programs, and as a sentence's end. */
  because?: SkipCause
  reason?: string
  /** Absent where it has none, and where a trigger before it ended the Write. */
  condition?: ConditionVerdict
  /** What its condition and its actions take for granted: what earlier triggers would do to the row, and only running them would show. */
  assumes: readonly string[]
  /** In the order in which they would run; none where the trigger is skipped. */
  actions: DryRunAction[]
}

/** What would happen at an event. Hidden and sensitive columns are not enumerable in its rows (R19). */
export interface DryRunReport {
  /** The concrete one: never `beforeWrite` or `afterWrite` (R25). */
  event: ConcreteEvent
  /** The table's canonical name where an ORM is connected. */
  table: string
  /** Of the row that was read. */
  key?: Row
  changedFields: readonly string[]
  /** Every trigger that listens to the event on the table, in the order in which they run. */
  triggers: DryRunTrigger[]
  /** The record as before-triggers would leave it. */
  record: Row
  previousRecord?: Row
  /** A before-trigger would drop the row. */
  skipped: boolean
  /** What a before-trigger would block the Write with. */
  rejected?: Error
}
