import type { NormalizedAction } from '../action/action-definition.ts'
import { joinPath, type ProblemList } from '../errors/problem-list.ts'
import { phaseOf } from '../plan/action-phase.ts'
import { actionPayloads, type PayloadSpec } from './action-payload.ts'
import type { ActionPath } from './normalize-action.ts'
import type { TriggerEventName } from './trigger-event.ts'

/** What the checks need to know of the trigger. */
export interface PlaceCheck {
  events: readonly TriggerEventName[]
  forEach: 'row' | 'write'
  queueAvailable: boolean
  /** The shortest lease of the workers of this process: no queued action may take longer. */
  leaseMs?: number
}

interface Place extends PlaceCheck {
  before: readonly TriggerEventName[]
  after: readonly TriggerEventName[]
}

/** Checks that each action can run at each of the trigger's events, in its timing and phase. */
export function checkActionPlaces(
  actions: readonly NormalizedAction[],
  paths: readonly ActionPath[],
  check: PlaceCheck,
  problems: ProblemList,
): void {
  const before = check.events.filter((event) => event.startsWith('before'))
  const after = check.events.filter((event) => event.startsWith('after'))
  const place: Place = { ...check, before, after }
  if (check.forEach === 'write' && before.length > 0) {
    problems.add('forEach', `"write" is for after events; ${before.join(', ')} looks at each row by itself`)
  }
  actions.forEach((action, index) => {
    const path = paths[index]!
    checkTiming(action, path, place, problems)
    checkBefore(action, path, place, problems)
    checkPhase(action, path, place, problems)
    checkRetry(action, path, place, problems)
  })
}

function checkTiming(
  action: NormalizedAction,
  path: string,
  { before, queueAvailable, leaseMs = Number.POSITIVE_INFINITY }: Place,
  problems: ProblemList,
): void {
  const at = joinPath(path, 'timing')
  if (action.timing === 'queued' && !queueAvailable) {
    problems.add(
      at,
      '"queued" needs an outbox, and there is none: give the engine one, createTriggers({ outbox: … }), or use "sync" or "async"',
      {
        allowed: ['sync', 'async'],
      },
    )
  }
  if (action.timing === 'queued' && action.timeout !== undefined && action.timeout > leaseMs) {
    problems.add(
      joinPath(path, 'timeout'),
      `${action.timeout} is longer than the lease of a worker that is at work (${leaseMs}): somebody else would take its Job for abandoned. ` +
        'Lower it, or raise `leaseMs` of createWorker',
    )
  }
  if (action.timing === 'queued' && action.afterCommitFailure !== undefined) {
    problems.add(
      joinPath(path, 'afterCommitFailure'),
      'is about the caller, whose call returns before a queued action runs: leave it out, and hear of dead letters by triggers.jobs.onDeadLetter',
    )
  }
  const writing = before.length > 0 && action.timing === 'async' ? databaseActionIn(action) : undefined
  if (writing !== undefined) {
    problems.add(
      at,
      `"async" would take ${writing.type} out of the write's transaction (${before.join(', ')}): ` +
        'use "sync", or an after event',
    )
  }
}

/** The action itself, or the first one inside it, that works on the database. */
function databaseActionIn(action: NormalizedAction): NormalizedAction | undefined {
  if (action.family === 'database') return action
  for (const inner of action.actions ?? []) {
    const found = databaseActionIn(inner)
    if (found !== undefined) return found
  }
  return undefined
}

/** R27, and that what rules on a row runs before it is written. */
function checkBefore(action: NormalizedAction, path: string, { before, after }: Place, problems: ProblemList): void {
  const at = joinPath(path, 'type')
  if (isBeforeOnly(action)) {
    if (after.length > 0)
      problems.add(at, `${action.type} works on a row that is yet to be written: not at ${after.join(', ')}`)
    if (action.timing !== 'sync')
      problems.add(joinPath(path, 'timing'), `${action.type} has to be "sync": the write waits for its verdict`)
  } else if (before.length > 0 && action.timing !== 'queued' && !mayRunBeforeCommit(action)) {
    problems.add(
      at,
      `the world would see ${action.type} although the write may still fail (${before.join(', ')}): ` +
        'use an after event, `timing: "queued"`, or `unsafeBeforeCommit: true`',
    )
  }
}

function checkPhase(action: NormalizedAction, path: string, { after }: Place, problems: ProblemList): void {
  if (action.phase === undefined) return
  const at = joinPath(path, 'phase')
  if (after.length === 0) problems.add(at, 'a phase is for after events; before a write there is only one')
  else if (action.phase === 'transaction' && action.timing !== 'sync') {
    problems.add(
      at,
      `"transaction" and timing "${action.timing}" exclude each other: the transaction does not wait for it`,
    )
  } else if (action.phase === 'transaction' && !mayRunBeforeCommit(action) && !isBeforeOnly(action)) {
    problems.add(
      at,
      `the world would see ${action.type} although the transaction may still fail: ` +
        'leave `phase` out, or `unsafeBeforeCommit: true`',
    )
  }
}

/** R4: a failed statement ends the transaction that a second attempt would run in. */
function checkRetry(action: NormalizedAction, path: string, { before, after }: Place, problems: ProblemList): void {
  if (action.retry === undefined || action.timing === 'queued') return
  const isInTransaction =
    (after.length > 0 && phaseOf(action) === 'transaction') ||
    (before.length > 0 && action.timing === 'sync' && action.family === 'database')
  if (isInTransaction) {
    problems.add(
      joinPath(path, 'retry'),
      `${action.type} runs in the write's transaction, where nothing can be tried again: leave \`retry\` out`,
    )
  }
}

function specOf(action: NormalizedAction): PayloadSpec | undefined {
  return (actionPayloads as Readonly<Record<string, PayloadSpec | undefined>>)[action.type]
}

function isBeforeOnly(action: NormalizedAction): boolean {
  return specOf(action)?.beforeOnly ?? false
}

function mayRunBeforeCommit(action: NormalizedAction): boolean {
  return action.unsafeBeforeCommit || !isSeenAtOnce(action)
}

/** Whether the world sees what the action does as soon as it runs, be the Write committed or not (R27). */
export function isSeenAtOnce(action: NormalizedAction): boolean {
  const allowed = specOf(action)?.beforeCommit ?? false
  if (allowed !== 'read') return !allowed
  const { method } = action.payload
  return !(typeof method === 'string' && /^(get|head)$/i.test(method))
}
