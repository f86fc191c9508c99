import type { Timing } from '../action/action-definition.ts'
import type { RetryPolicy } from '../action/retry-policy.ts'
import type { ConditionDefinition } from '../condition/condition-definition.ts'
import { normalizeCondition } from '../condition/normalize-condition.ts'
import type { DefinitionProblem } from '../errors/definition-problem.ts'
import { joinPath, ProblemList } from '../errors/problem-list.ts'
import { TriggerDefinitionError } from '../errors/trigger-definition-error.ts'
import { checkStoredTrigger } from '../stored/check-stored-trigger.ts'
import { defaultStoredPolicy } from '../stored/read-stored-options.ts'
import type { StoredPolicy } from '../stored/stored-policy.ts'
import { isPlainObject } from '../value/plain-object.ts'
import { checkActionPlaces } from './check-action-place.ts'
import { checkBecomesTrue } from './check-becomes-true.ts'
import { checkDescription, checkLabel } from './check-label.ts'
import { checkSink } from './check-sink.ts'
import { checkSize } from './check-size.ts'
import { isFilledText, MemberReader } from './check-value.ts'
import { detach } from './detach.ts'
import { type Bounds, codeBounds } from './limits.ts'
import { toEventName } from './names.ts'
import { type ActionPath, normalizeActions } from './normalize-action.ts'
import type { NormalizedTrigger, TriggerOrigin } from './normalized-trigger.ts'
import { TriggerEvent, type TriggerEventName } from './trigger-event.ts'

/** What a definition is checked against. */
export interface NormalizeOptions {
  /** `stored`: nothing but plain JSON is accepted (R46). */
  origin: TriggerOrigin
  /** The table of `register(table, …)`: added to the definition's own. */
  table?: string
  /** Action types that have an executor. Default: all that are known. */
  actionTypes?: Iterable<string>
  /** Whether there is an outbox for queued actions. Default false. */
  queueAvailable?: boolean
  /** The shortest lease of the workers that are at work. */
  leaseMs?: number
  /** Functions that `custom` actions may name. */
  functions?: ReadonlyMap<string, unknown>
  /** The version of a stored definition. */
  version?: number
  /** What stored definitions may do. Default: what an engine lets them that says nothing about it (R46). */
  stored?: StoredPolicy
  /** Every name of a table, where the databases that are connected know it. Default: the name alone. */
  namesOf?: (table: string) => readonly string[]
  /** What of the trigger the connected databases do not have. Asked of what could be read of a definition, so that all is told at once. */
  schemaProblems?: (trigger: NormalizedTrigger) => readonly DefinitionProblem[]
  defaults?: {
    /** For actions without a `retry` of their own that run outside a transaction. */
    retry?: RetryPolicy
    /** Of after-actions without a `timing` of their own that leave the application. */
    timing?: { external?: Timing }
  }
}

const definitionKeys = [
  'tag',
  'name',
  'description',
  'tables',
  'events',
  'condition',
  'actions',
  'enabled',
  'priority',
  'envs',
  'forEach',
  'per',
  'fire',
] as const

/**
 * Checks a definition completely and gives it with its defaults filled in, frozen and detached from what was given.
 * Accepts anything at all, and throws one `TriggerDefinitionError` with every problem that it finds: unknown names,
 * wrong shapes, template and condition syntax, and actions that cannot run at the trigger's events (R4, R6, R26, R27);
 * of a stored definition also what the policy does not let it do (R46), and what the databases do not have. Of one that is too large only
 * that is told.
 */
export function normalizeTrigger(definition: unknown, options: NormalizeOptions): NormalizedTrigger {
  const problems = new ProblemList()
  const bounds = boundsOf(options)
  const detached = detach(definition, problems, { code: options.origin === 'code', bounds })
  if (!isPlainObject(detached)) {
    if (problems.empty) problems.addType('', 'a trigger definition (an object)', definition)
    throw new TriggerDefinitionError({ problems: problems.problems })
  }
  if (!checkSize(detached, bounds, options.origin, problems)) throw definitionError(detached, problems)
  const trigger = normalizeMembers(detached, options, problems)
  if (!problems.empty) throw definitionError(detached, problems)
  return Object.freeze(trigger)
}

/** The limits that hold for such a definition. */
export function boundsOf({ origin, stored = defaultStoredPolicy() }: NormalizeOptions): Bounds {
  return origin === 'code' ? codeBounds : stored.bounds
}

function normalizeMembers(
  members: Readonly<Record<string, unknown>>,
  options: NormalizeOptions,
  problems: ProblemList,
): NormalizedTrigger {
  const reader = new MemberReader(members, '', problems)
  reader.allowOnly(definitionKeys, 'key')
  const name = reader.text('name')
  if (reader.read('name') === undefined) problems.addType('name', 'a non-empty string', undefined)
  const tables = readTables(reader, options, problems)
  const events = readEvents(reader.read('events'), problems)
  const condition = readCondition(reader.read('condition'), problems)
  const forEach = reader.oneOf('forEach', ['row', 'write']) ?? 'row'
  const fire = reader.oneOf('fire', ['always', 'becomes-true']) ?? 'always'
  const hasCondition = (reader.read('condition') ?? undefined) !== undefined
  if (fire === 'becomes-true') checkBecomesTrue({ hasCondition, condition, events }, problems)
  const before = events.some((event) => event.startsWith('before'))
  const paths: ActionPath[] = []
  const actions = normalizeActions(reader.read('actions'), { ...options, forEach, before }, problems, paths)
  const { queueAvailable = false, leaseMs } = options
  checkActionPlaces(actions, paths, { events, forEach, queueAvailable, leaseMs }, problems)
  const optional = {
    description: reader.check('description', 'a string', (value) => typeof value === 'string'),
    envs: reader.texts('envs'),
  }
  const tag = reader.text('tag')
  checkLabels({ tag, name, ...optional, tables }, options, problems)
  if (options.origin === 'stored') {
    const { stored: policy = defaultStoredPolicy(), namesOf = (table) => [table] } = options
    checkStoredTrigger({ policy, namesOf, written: members, tables, events, actions, paths }, problems)
  }
  const trigger = {
    tag: tag ?? name ?? '',
    name: name ?? '',
    ...definedOnly(optional),
    tables,
    events,
    ...(condition === undefined ? {} : { condition }),
    actions,
    enabled: reader.boolean('enabled') ?? true,
    priority: readPriority(reader, options),
    forEach,
    fire,
    per: reader.oneOf('per', ['net', 'change']) ?? 'net',
    origin: options.origin,
    ...(options.version === undefined ? {} : { version: options.version }),
  } as const
  addSchemaProblems(trigger, paths, options, problems)
  return trigger
}

/** Of what is wrong already, nothing more is told. */
function addSchemaProblems(
  trigger: NormalizedTrigger,
  paths: readonly ActionPath[],
  { schemaProblems }: NormalizeOptions,
  problems: ProblemList,
): void {
  const isWhole = problems.empty
  const told = new Set(problems.problems.map(({ path }) => path))
  for (const { path: at, message, ...more } of schemaProblems?.(trigger) ?? []) {
    const path = isWhole ? at : pathAsWritten(at, paths)
    if (path !== undefined && !told.has(path)) problems.add(path, message, more)
  }
}

/** Actions that are wrong were left out, so that the others stand elsewhere; undefined inside an action's own list of them. */
function pathAsWritten(path: string, paths: readonly ActionPath[]): string | undefined {
  const [start = '', index] = /^actions\[(\d+)\]/.exec(path) ?? []
  if (index === undefined) return path
  const rest = path.slice(start.length)
  return /^\.actions\[/.test(rest) ? undefined : paths[Number(index)]! + rest
}

function readTables(reader: MemberReader, { table }: NormalizeOptions, problems: ProblemList): readonly string[] {
  const given = reader.texts('tables')
  if (given === undefined && reader.read('tables') === undefined && table === undefined) {
    problems.addType('tables', "a non-empty array of table names, or ['*']", undefined)
  }
  return Object.freeze([...new Set([...(table === undefined ? [] : [table]), ...(given ?? [])])])
}

function readEvents(value: unknown, problems: ProblemList): readonly TriggerEventName[] {
  const names = Object.values(TriggerEvent)
  if (!Array.isArray(value) || value.length === 0) {
    problems.addType('events', 'a non-empty array of events', value)
    return []
  }
  const events = value.map((item: unknown, index): TriggerEventName | undefined => {
    const path = joinPath('events', index)
    if (!isFilledText(item)) {
      problems.addType(path, 'an event', item)
      return undefined
    }
    const event = toEventName(item)
    if (event === undefined) problems.addUnknown(path, 'event', item, names)
    return event
  })
  return Object.freeze([...new Set(events.filter((event) => event !== undefined))])
}

function readCondition(value: unknown, problems: ProblemList): ConditionDefinition | undefined {
  if (value === undefined || value === null) return undefined
  checkSink(undefined, value, 'condition', false, problems)
  return normalizeCondition(value, 'condition', problems)
}

interface Labels {
  tag?: string
  name?: string
  description?: string
  tables: readonly string[]
  envs?: readonly string[]
}

function checkLabels(
  { tag, name, description, tables, envs = [] }: Labels,
  options: NormalizeOptions,
  problems: ProblemList,
): void {
  const bounds = boundsOf(options)
  checkLabel(tag, 'tag', bounds, problems)
  checkLabel(name, 'name', bounds, problems)
  checkDescription(description, 'description', bounds, problems)
  for (const table of tables) checkLabel(table, 'tables', bounds, problems)
  for (const env of envs) checkLabel(env, 'envs', bounds, problems)
}

function readPriority(reader: MemberReader, options: NormalizeOptions): number {
  const { maxPriority } = boundsOf(options)
  const isRight = (value: number): boolean => Math.abs(value) <= maxPriority
  return reader.number('priority', `a number from ${-maxPriority} to ${maxPriority}`, isRight) ?? 100
}

function definitionError(members: Readonly<Record<string, unknown>>, problems: ProblemList): TriggerDefinitionError {
  const trigger = [members.name, members.tag].find(isFilledText)
  return new TriggerDefinitionError({ trigger: trigger?.slice(0, 200), problems: problems.problems })
}

function definedOnly<T extends object>(members: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never
}
