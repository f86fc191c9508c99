import type { NormalizedAction } from '../action/action-definition.ts'
import type { ConditionDefinition } from '../condition/condition-definition.ts'
import type { TriggerEventName } from './trigger-event.ts'

/** Where a definition comes from: the application's code, or a store, whose definitions are not trusted (R46). */
export type TriggerOrigin = 'code' | 'stored'

/** A checked definition with its defaults filled in: frozen, and detached from the object that it was made of. */
export interface NormalizedTrigger {
  /** The definition's `tag`, else its `name`. */
  readonly tag: string
  readonly name: string
  readonly description?: string
  readonly tables: readonly string[]
  readonly events: readonly TriggerEventName[]
  readonly condition?: ConditionDefinition
  readonly actions: readonly NormalizedAction[]
  readonly enabled: boolean
  readonly priority: number
  readonly envs?: readonly string[]
  readonly forEach: 'row' | 'write'
  readonly fire: 'always' | 'becomes-true'
  readonly per: 'net' | 'change'
  readonly origin: TriggerOrigin
  /** Of one from a store. */
  readonly version?: number
}
