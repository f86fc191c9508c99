import type { Change, Row } from '../change/change.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'
import type { PlannedTrigger } from '../plan/plan.ts'
import type { WatchedWrite } from '../telemetry/watch-write.ts'
import type { WriteBudget } from './write-budget.ts'

/** What all runs of one Write have in common. */
export interface RunOrigin {
  database?: string
  env?: string
  /** One instant for the whole Write, ISO 8601 in UTC. */
  timestamp: string
  /** `user` and what else `withContext` was given. */
  values: Row
  /** Names of the triggers that led to the Write (R35). */
  chain: readonly string[]
  /** Against which the rows count that stored triggers write because of it (R46). */
  writes?: WriteBudget
  /** What observers made of the Write: what follows from it runs within. */
  observed?: WatchedWrite
  /** Whether the Write's `without` names the trigger (R36). */
  isMuted?: (trigger: PlannedTrigger['trigger']) => boolean
}

/** A trigger's commit-phase actions for one Change or one Write whose condition held, waiting for the commit. */
export interface PendingRun {
  planned: PlannedTrigger
  context: EvaluationContext
  origin: RunOrigin
  change?: Change
}
