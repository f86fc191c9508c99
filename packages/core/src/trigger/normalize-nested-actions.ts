import type { NormalizedAction } from '../action/action-definition.ts'
import { joinPath, type ProblemList } from '../errors/problem-list.ts'
import { isPlainObject } from '../value/plain-object.ts'
import { queueingKeys } from './read-queueing.ts'

const maxDepth = 3
/** What the action around it says for all that are inside. */
const outerKeys = [
  'timing',
  'phase',
  'continueOnError',
  'unsafeBeforeCommit',
  'afterCommitFailure',
  ...queueingKeys,
] as const

/** Where an action stands among those of its trigger. */
export interface ActionScope {
  /** How many `fallback.run` are around it. */
  depth: number
  /** Names of the actions whose results it may read. */
  earlier: readonly string[]
  /** The names of all actions so far. */
  names: Set<string>
  /** Nothing in it can be tried again, as it runs in the Write's transaction (R4): everything, or what writes rows. */
  transaction?: 'all' | 'database'
}

/** Checks one action at its path; `position` names one that has no name. */
export type NormalizeOne = (
  item: unknown,
  path: string,
  position: string,
  scope: ActionScope,
) => NormalizedAction | undefined

/** Checks the actions of a `fallback.run` like any others; those that are wrong are left out. */
export function normalizeNestedActions(
  value: unknown,
  path: string,
  position: string,
  scope: ActionScope,
  normalizeOne: NormalizeOne,
  problems: ProblemList,
): readonly NormalizedAction[] {
  if (!Array.isArray(value)) return []
  if (scope.depth >= maxDepth) {
    problems.add(path, `a fallback.run is nested at most ${maxDepth} levels deep`)
    return []
  }
  const inner = { ...scope, depth: scope.depth + 1 }
  const actions = value.flatMap((item: unknown, index) => {
    const at = joinPath(path, index)
    const action = normalizeOne(item, at, `${position}.${index + 1}`, inner)
    if (action === undefined) return []
    checkNested(item, action, at, scope, problems)
    return action
  })
  return Object.freeze(actions)
}

function checkNested(
  item: unknown,
  action: NormalizedAction,
  path: string,
  { transaction }: ActionScope,
  problems: ProblemList,
): void {
  if (action.family === 'record') {
    problems.add(joinPath(path, 'type'), `${action.type} rules on the row itself: it has no alternative`)
  }
  for (const key of outerKeys) {
    if (isPlainObject(item) && item[key] !== undefined)
      problems.add(joinPath(path, key), 'is for the fallback.run around it: give it there')
  }
  const isTransactional = transaction === 'all' || (transaction === 'database' && action.family === 'database')
  if (action.retry !== undefined && isTransactional) {
    problems.add(
      joinPath(path, 'retry'),
      `${action.type} runs in the write's transaction, where nothing can be tried again: leave \`retry\` out`,
    )
  }
}
