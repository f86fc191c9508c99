import type { NormalizedAction, Timing } from '../action/action-definition.ts'
import type { ActionFunction } from '../action/action-function.ts'
import type { RetryPolicy } from '../action/retry-policy.ts'
import { describeText } from '../errors/describe-value.ts'
import { joinPath, type ProblemList } from '../errors/problem-list.ts'
import { isPlainObject } from '../value/plain-object.ts'
import { actionKeys } from './action-keys.ts'
import { actionPayloads } from './action-payload.ts'
import { checkLabel } from './check-label.ts'
import { checkPayload } from './check-payload.ts'
import { checkPlaceholders } from './check-placeholders.ts'
import { checkSink } from './check-sink.ts'
import { addExcess } from './check-size.ts'
import { isFilledText, MemberReader } from './check-value.ts'
import { toActionType, toTimingName } from './names.ts'
import { type ActionScope, normalizeNestedActions } from './normalize-nested-actions.ts'
import { boundsOf, type NormalizeOptions } from './normalize-trigger.ts'
import { queueingKeys, readQueueing } from './read-queueing.ts'
import { readRetry } from './read-retry.ts'
import { TriggerTiming } from './trigger-timing.ts'

export interface NormalizeActionOptions extends NormalizeOptions {
  forEach: 'row' | 'write'
  /** Some event of the trigger is before the Write. */
  before: boolean
}

/** Where an action stands in its definition. */
export type ActionPath = string

/** A payload field's value with the path at which the user wrote it. */
export interface PayloadMember {
  name: string
  value: unknown
  path: string
}

/**
 * Checks the actions one by one; those that are wrong are left out. An empty array is no problem: the trigger does nothing, and `check()`
 * says so. `paths` receives where each of the others stands.
 */
export function normalizeActions(
  value: unknown,
  options: NormalizeActionOptions,
  problems: ProblemList,
  paths: ActionPath[],
): readonly NormalizedAction[] {
  if (!Array.isArray(value)) {
    problems.addType('actions', 'an array of actions', value)
    return []
  }
  const bounds = boundsOf(options)
  const { maxActions } = bounds
  if (value.length > maxActions) addExcess(problems, 'actions', 'maxActions', value.length, bounds)
  const actions: NormalizedAction[] = []
  const names = new Set<string>()
  value.slice(0, maxActions).forEach((item: unknown, index) => {
    const path = joinPath('actions', index)
    const scope = { depth: 0, earlier: [...names], names }
    const action = normalizeAction(item, path, String(index + 1), options, scope, problems)
    if (action === undefined) return
    actions.push(action)
    paths.push(path)
  })
  if (names.size > maxActions && value.length <= maxActions)
    addExcess(problems, 'actions', 'maxActions', names.size, bounds)
  return Object.freeze(actions)
}

function normalizeAction(
  value: unknown,
  path: string,
  position: string,
  options: NormalizeActionOptions,
  scope: ActionScope,
  problems: ProblemList,
): NormalizedAction | undefined {
  if (!isPlainObject(value)) {
    problems.addType(path, 'an action (an object with a type)', value)
    return undefined
  }
  const reader = new MemberReader(value, path, problems)
  const type = readType(reader, options, problems)
  const own = readOwn(reader, type, options, problems)
  const members = payloadMembers(value, reader, path, problems)
  if (type === undefined) return undefined
  const config = reader.read('config')
  const place = config === undefined ? path : reader.at('config')
  const check = { path: place, stored: options.origin === 'stored', functions: options.functions }
  if (config === undefined || isPlainObject(config)) checkPayload(type, members, check, problems)
  if (isUnnamedFunction(type, own, members))
    problems.add(
      joinPath(path, 'name'),
      'a queued function is found by its name when its Job runs, in whichever process: give it one',
    )
  const inner = type === 'fallback.run' ? members.find(({ name }) => name === 'actions') : undefined
  const outer = members.filter((member) => member !== inner)
  const queueing = queueingKeys.map((key) => ({ name: key, value: reader.read(key), path: reader.at(key) }))
  for (const { value: text, path: at } of queueing) checkSink(undefined, text, at, false, problems)
  checkPlaceholders([...outer, ...queueing], { forEach: options.forEach, earlier: scope.earlier }, problems)
  const nested = inner && normalizeInner(inner, position, own, options, scope, problems)
  const action = toAction(type, own, outer, position, options, nested)
  if (scope.names.has(action.name))
    problems.add(joinPath(path, 'name'), `another action of the trigger is named ${describeText(action.name)} already`)
  scope.names.add(action.name)
  return action
}

/** Its default name is its place, which the next version of the code may give to another one. */
function isUnnamedFunction(type: string, { name, timing }: OwnMembers, members: readonly PayloadMember[]): boolean {
  return type === 'custom' && timing === 'queued' && name === undefined && members.some((each) => each.name === 'run')
}

/** The actions of a `fallback.run`. None of them reads another's result: when it runs, the others have failed or not run. */
function normalizeInner(
  { value, path }: PayloadMember,
  position: string,
  { phase, timing }: OwnMembers,
  options: NormalizeActionOptions,
  scope: ActionScope,
  problems: ProblemList,
): readonly NormalizedAction[] {
  const inTransaction = phase === 'transaction' ? 'all' : options.before && timing === 'sync' ? 'database' : undefined
  const transaction = scope.transaction ?? inTransaction
  const before = options.before || transaction === 'all'
  return normalizeNestedActions(
    value,
    path,
    position,
    { ...scope, transaction },
    (item, at, place, inner) => normalizeAction(item, at, place, { ...options, before }, inner, problems),
    problems,
  )
}

function readType(reader: MemberReader, { actionTypes }: NormalizeOptions, problems: ProblemList): string | undefined {
  const written = reader.read('type')
  if (!isFilledText(written)) {
    problems.addType(reader.at('type'), 'an action type such as "database.insert"', written)
    return undefined
  }
  const type = toActionType(written)
  const known = actionTypes === undefined ? Object.keys(actionPayloads) : [...actionTypes]
  if (known.includes(type)) return type
  problems.addUnknown(reader.at('type'), 'action type', written, known)
  return undefined
}

/** What `defaults.timing.external` is not about: the database's own rows, verdicts, and functions, which may be anything. */
const innerFamilies: ReadonlySet<string> = new Set(['database', 'record', 'log', 'custom', 'quota'])

interface OwnMembers
  extends Pick<
    NormalizedAction,
    'phase' | 'timeout' | 'afterCommitFailure' | 'continueOnError' | 'unsafeBeforeCommit' | 'queueing'
  > {
  name?: string
  timing: Timing
  retry?: RetryPolicy
}

function readOwn(
  reader: MemberReader,
  type: string | undefined,
  options: NormalizeActionOptions,
  problems: ProblemList,
): OwnMembers {
  const bounds = boundsOf(options)
  const { maxTimeoutMs } = bounds
  const name = reader.text('name')
  checkLabel(name, reader.at('name'), bounds, problems)
  const timing = readTiming(reader, type, options, problems)
  return {
    name,
    timing,
    queueing: readQueueing(reader, timing, problems),
    phase: reader.oneOf('phase', ['transaction', 'commit']),
    continueOnError: reader.boolean('continueOnError') ?? false,
    retry: readRetry(reader.object('retry'), reader.at('retry'), { origin: options.origin, bounds }, problems),
    timeout: reader.number(
      'timeout',
      `a number of milliseconds above 0, at most ${maxTimeoutMs}`,
      (value) => value > 0 && value <= maxTimeoutMs,
    ),
    unsafeBeforeCommit: reader.boolean('unsafeBeforeCommit') ?? false,
    afterCommitFailure: reader.oneOf('afterCommitFailure', ['report', 'throw']),
  }
}

function readTiming(
  reader: MemberReader,
  type: string | undefined,
  { defaults, before }: NormalizeActionOptions,
  problems: ProblemList,
): Timing {
  const written = reader.read('timing')
  if (written === undefined) {
    const isExternal = type !== undefined && !before && !innerFamilies.has(familyOf(type))
    return (isExternal && reader.read('phase') === undefined && defaults?.timing?.external) || 'sync'
  }
  const timing = typeof written === 'string' ? toTimingName(written) : undefined
  if (timing !== undefined) return timing
  const allowed = Object.values(TriggerTiming)
  if (typeof written === 'string') problems.addUnknown(reader.at('timing'), 'timing', written, allowed)
  else problems.addType(reader.at('timing'), `one of ${allowed.join(', ')}`, written)
  return 'sync'
}

/** The payload of both forms, `{ type, config: {…} }` and `{ type, …payload }`; what is undefined is not there. */
function payloadMembers(action: object, reader: MemberReader, path: string, problems: ProblemList): PayloadMember[] {
  const config = reader.object('config') ?? {}
  const members = Object.entries(config).map(([name, value]) => ({
    name,
    value,
    path: joinPath(reader.at('config'), name),
  }))
  for (const [name, value] of Object.entries(action)) {
    if ((actionKeys as readonly string[]).includes(name)) continue
    const at = joinPath(path, name)
    if (Object.hasOwn(config, name)) problems.add(at, `is given twice: here and in ${reader.at('config')}`)
    else members.push({ name, value: value as unknown, path: at })
  }
  return members.filter(({ value }) => value !== undefined)
}

function toAction(
  type: string,
  own: OwnMembers,
  members: readonly PayloadMember[],
  position: string,
  { defaults, before }: NormalizeActionOptions,
  actions?: readonly NormalizedAction[],
): NormalizedAction {
  const [, verb = ''] = type.split('.')
  const run = type === 'custom' ? members.find(({ name }) => name === 'run')?.value : undefined
  const payload = Object.fromEntries(
    members.filter(({ name }) => run === undefined || name !== 'run').map(({ name, value }) => [name, value]),
  )
  const {
    name = `${type}#${position}`,
    retry = actions === undefined && isRetriedByDefault(familyOf(type), own, before) ? defaults?.retry : undefined,
    ...rest
  } = own
  const action = {
    type,
    family: familyOf(type),
    verb,
    name,
    retry,
    ...rest,
    payload,
    run: run as ActionFunction,
    actions,
  }
  for (const key of Object.keys(action) as (keyof typeof action)[]) if (action[key] === undefined) delete action[key]
  Object.freeze(payload)
  return Object.freeze(action)
}

function familyOf(type: string): string {
  return type === 'custom.http' ? 'http' : type.split('.')[0]!
}

/** What may run in a transaction is never retried by itself (R4). */
function isRetriedByDefault(family: string, own: OwnMembers, before: boolean): boolean {
  if (before && own.timing === 'sync') return false
  return family !== 'database' && family !== 'record' && own.phase !== 'transaction'
}
