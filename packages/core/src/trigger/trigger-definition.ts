import type { ActionDefinition } from '../action/action-definition.ts'
import type { Row } from '../change/change.ts'
import type { ConditionDefinition } from '../condition/condition-definition.ts'
import type { TriggerEventName } from './trigger-event.ts'

/**
 * A trigger as the user writes it: tables, events, an optional condition and an ordered list of actions. With a row type, what it says of
 * the record is checked by the compiler.
 */
export interface TriggerDefinition<R extends object = Row> {
  /** Identity of a stored trigger; defaults to `name`. */
  tag?: string
  /** Unique per table among the triggers registered in code (R37). */
  name: string
  description?: string
  /** Entity, model or table names; `['*']` is every table but Triggerkit's own. */
  tables: string[]
  events: TriggerEventName[]
  /** Without one the trigger always fires. */
  condition?: ConditionDefinition<R>
  actions: ActionDefinition<R>[]
  /** Default true. */
  enabled?: boolean
  /** Lower runs first; ties run in order of registration. Default 100. */
  priority?: number
  /** The environments (`createTriggers({ env })`) it fires in; default: all. */
  envs?: string[]
  /**
   * `row` (default): once per changed row. `write`: once per Write, with `records`, `previousRecords` and `count`
   * (R32).
   */
  forEach?: 'row' | 'write'
  /**
   * `always` (default): whenever the condition holds. `becomes-true`: when the whole of it, `or` and `not` included, holds of the record and
   * did not hold of the previous one; on insert, when it holds; never on delete. Each phase asks it of the Change that it sees (R30). The
   * condition may then look at rows only, and not at what changed: CHANGED and its kin, `previousRecord` and `input` are definition errors.
   */
  fire?: 'always' | 'becomes-true'
  /** Commit-phase actions see the `net` Change of a row (default) or each `change` of its transaction (R30). */
  per?: 'net' | 'change'
}

/** What `register(table, …)` takes: the table is the argument, so `tables` may be left out. */
export type TableTriggerDefinition<R extends object = Row> = Omit<TriggerDefinition<R>, 'tables'> & {
  tables?: string[]
}
