import type { NormalizedAction } from '../action/action-definition.ts'
import { joinPath } from '../errors/problem-list.ts'

/** Visits every action, those inside a `fallback.run` too, with where it stands. */
export function eachAction(
  actions: readonly NormalizedAction[],
  visit: (action: NormalizedAction, at: string) => void,
  path = 'actions',
): void {
  actions.forEach((action, index) => {
    const at = joinPath(path, index)
    visit(action, at)
    if (action.actions !== undefined) eachAction(action.actions, visit, joinPath(at, 'actions'))
  })
}
