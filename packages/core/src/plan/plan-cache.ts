import { triggerNamesOf } from '../schema/create-schema.ts'
import { isOwnTable } from '../schema/own-table.ts'
import type { Schema, TableSchema } from '../schema/schema.ts'
import { buildTablePlans } from './build-plan.ts'
import type { TablePlans } from './plan.ts'
import type { PlanningOptions } from './plan-trigger.ts'
import type { TriggerRegistry } from './trigger-registry.ts'

/** The Plans of one port's tables. A table's are made at its first Write after a change and swapped whole (R38). */
export class PlanCache {
  #plans = new Map<TableSchema, TablePlans | null>()
  #generation = -1
  #active: boolean | undefined

  readonly #registry: TriggerRegistry
  readonly #schema: Schema
  readonly #options: PlanningOptions & { env?: string }

  constructor(registry: TriggerRegistry, schema: Schema, options: PlanningOptions & { env?: string }) {
    this.#registry = registry
    this.#schema = schema
    this.#options = options
  }

  /** One map look-up for a table that has been seen since the last change. */
  for(table: TableSchema): TablePlans | null {
    if (this.#generation !== this.#registry.generation) this.#swap()
    const known = this.#plans.get(table)
    if (known !== undefined) return known
    const plans = this.#build(table)
    this.#plans.set(table, plans)
    return plans
  }

  /** Whether any table of the schema has a Plan. */
  get active(): boolean {
    if (this.#registry.empty) return false
    if (this.#generation !== this.#registry.generation) this.#swap()
    if (this.#active === undefined) this.#active = [...this.#schema.tables()].some((table) => this.for(table) !== null)
    return this.#active
  }

  #swap(): void {
    this.#generation = this.#registry.generation
    this.#plans = new Map()
    this.#active = undefined
  }

  #build(table: TableSchema): TablePlans | null {
    const names = triggerNamesOf(this.#schema, table)
    if (isOwnTable(names)) return null
    const triggers = this.#registry
      .find([...names, '*'])
      .map(({ trigger }) => trigger)
      .filter(
        ({ enabled, envs }) =>
          enabled && (envs === undefined || (this.#options.env !== undefined && envs.includes(this.#options.env))),
      )
    return buildTablePlans(triggers, table, this.#options) ?? null
  }
}
