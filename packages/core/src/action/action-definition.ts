import type { ActionFunction } from './action-function.ts'
import type { RetryPolicy } from './retry-policy.ts'

export type Timing = 'sync' | 'async' | 'queued'
export type Phase = 'transaction' | 'commit'

/** The action's own keys; every other key of a definition is payload. */
export interface ActionOptions {
  /** Unique within its trigger; default: the type and the position (`log.info#2`). Names its result in `{{actions.name.result}}`. */
  name?: string
  /** Default `sync`. */
  timing?: Timing
  /** Overrides where an after-action runs. */
  phase?: Phase
  /** Later actions of the trigger run although this one failed. Default false. */
  continueOnError?: boolean
  retry?: RetryPolicy
  /** Milliseconds per attempt. Default 10,000 outside a transaction, 5,000 inside one (R33). */
  timeout?: number
  /** Allows before a Write what the world would see before the commit (R27). */
  unsafeBeforeCommit?: boolean
  afterCommitFailure?: 'report' | 'throw'
}

/** An action as the user writes it: `{ type, config: {…} }` or `{ type, …payload }`. */
export type ActionDefinition = ActionOptions & { type: string; config?: Record<string, unknown> } & {
  [payload: string]: unknown
}

/** An action in its one kept form. */
export interface NormalizedAction {
  /** `family.verb` (`cache.set`); `custom` has no verb. */
  type: string
  family: string
  verb: string
  /** Unique within its trigger. */
  name: string
  timing: Timing
  phase?: Phase
  continueOnError: boolean
  retry?: RetryPolicy
  timeout?: number
  unsafeBeforeCommit: boolean
  afterCommitFailure?: 'report' | 'throw'
  /** Everything that is not the action's own key, with templates unrendered. */
  payload: Record<string, unknown>
  /** The function of a `custom` action. */
  run?: ActionFunction
  /** The actions that a `fallback.run` tries in their order. */
  actions?: readonly NormalizedAction[]
}
