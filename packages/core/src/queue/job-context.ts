import type { Row } from '../change/change.ts'
import { hideColumns, isHidden } from '../change/hidden-columns.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'
import { contextOf } from '../engine/evaluation-context.ts'
import type { RunOrigin } from '../engine/pending-run.ts'
import { parsePath, readPath, writePath } from '../value/path.ts'
import type { JobContent, JobContext } from './job-content.ts'

const rows = ['record', 'previousRecord', 'input'] as const

/**
 * What a Job remembers of what happened; with `paths`, those that its action reads, also the rows. What whole rows leave out (R19) is kept only
 * where a path names it.
 */
export function contextOfJob(context: EvaluationContext, origin: RunOrigin, paths?: readonly string[]): JobContext {
  const { operation, table, soft, count } = context
  const { database, env, timestamp } = origin
  const happened = { operation, table, ...(soft && { soft }), database, env, timestamp, count }
  if (paths === undefined) return happened
  const { changedFields, records, previousRecords, actions } = context
  const kept: JobContext = { ...happened, changedFields, records, previousRecords, actions }
  const hidden: string[] = []
  for (const name of rows) {
    const row = context[name]
    if (row === undefined) continue
    kept[name] = { ...row }
    for (const path of paths) {
      const [root, ...rest] = parsePath(path)
      if (root !== name || rest.length === 0 || !isHidden(row, rest)) continue
      writePath(kept[name], rest, readPath(row, rest))
      hidden.push(path)
    }
  }
  return hidden.length > 0 ? { ...kept, hidden } : kept
}

/** What the action of a Job reads, as it was when the Job was made. */
export function contextFromJob({ trigger, context, values = {}, chain }: JobContent): EvaluationContext {
  const { operation, table, soft = false, record = {}, previousRecord, changedFields = [], input } = context
  const { database, env, timestamp, records, previousRecords, count, actions = {}, hidden = [] } = context
  const row = { event: trigger.event, table, operation, soft, record, previousRecord, changedFields, input }
  const made = contextOf(row, { database, env, timestamp, values, chain })
  made.actions = { ...actions }
  for (const path of hidden) {
    const [root = '', ...rest] = parsePath(path)
    const owner = made[root] as Row | undefined
    if (owner !== undefined) hideColumns(owner, [rest.join('.')])
  }
  return {
    ...made,
    ...(records && { records }),
    ...(previousRecords && { previousRecords }),
    ...(count !== undefined && { count }),
  }
}
