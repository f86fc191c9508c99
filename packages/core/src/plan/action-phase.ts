import type { NormalizedAction, Phase } from '../action/action-definition.ts'

/** Where an action of an after event runs (DESIGN, "Timing"): `database.*` in the Write's transaction unless async, all else after its commit. */
export function phaseOf(action: NormalizedAction): Phase {
  if (action.phase !== undefined) return action.phase
  return action.family === 'database' && action.timing === 'sync' ? 'transaction' : 'commit'
}
