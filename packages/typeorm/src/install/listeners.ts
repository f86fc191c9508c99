import type { QueryRunner } from 'typeorm'
import type { WriteBuilder } from '../orm/typeorm-internals.ts'

/** Runners on which `save` or its like is at work, with whether its caller wants listeners. */
const persisting = new WeakMap<QueryRunner, boolean>()

export async function whilePersisting<T>(runner: QueryRunner, listeners: boolean, body: () => Promise<T>): Promise<T> {
  const outer = persisting.get(runner)
  persisting.set(runner, listeners)
  try {
    return await body()
  } finally {
    if (outer === undefined) persisting.delete(runner)
    else persisting.set(runner, outer)
  }
}

/** With `respectListeners`: whether the caller has switched listeners off for this write. `save` itself always does, for its own reasons. */
export function passesListeners({ expressionMap, queryRunner }: WriteBuilder): boolean {
  if (expressionMap.callListeners) return false
  const wanted = queryRunner && persisting.get(queryRunner)
  return wanted === undefined ? true : !wanted
}
