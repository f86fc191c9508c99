import { assertArguments } from '../errors/argument-error.ts'
import { MemberReader } from '../trigger/check-value.ts'
import { momentOf } from '../trigger/read-queueing.ts'
import { isPlainObject } from '../value/plain-object.ts'
import { type JobState, jobStates } from './job.ts'
import type { JobFilter, PauseTarget } from './outbox.ts'

/** Which Jobs; members add up. */
export interface JobSelection {
  /** One state, or several. */
  state?: JobState | readonly JobState[]
  /** Tag of the trigger. */
  trigger?: string
  table?: string
  /** The row's key, as text. */
  key?: string
  /** Tag of the provider, or the family of actions that name none. */
  provider?: string
  orderingKey?: string
  /** Part of the last error, in either case. */
  error?: string
  /** Appended at or after, and before: a date, ISO 8601 with its time zone, or milliseconds since 1970. */
  after?: Date | number | string
  before?: Date | number | string
}

const texts = ['trigger', 'table', 'key', 'provider', 'orderingKey', 'error'] as const
const moments = { after: 'createdFrom', before: 'createdTo', since: 'finishedFrom', until: 'finishedTo' } as const

/**
 * Checks a selection; `more` are the moments that it may name beside its own.
 *
 * @throws ArgumentError with every problem.
 */
export function readSelection(
  method: string,
  selection: unknown,
  more: readonly ('since' | 'until')[] = [],
): JobFilter {
  const filter: Record<string, unknown> = {}
  assertArguments(method, (problems) => {
    if (!isPlainObject(selection)) return problems.addType('selection', 'an object', selection)
    const reader = new MemberReader(selection, '', problems)
    reader.allowOnly(['state', ...texts, 'after', 'before', ...more], 'member of a selection')
    for (const name of texts) {
      const text = reader.text(name)
      if (text !== undefined) filter[name] = text
    }
    const given = reader.read('state')
    const states = given === undefined ? [] : Array.isArray(given) ? (given as unknown[]) : [given]
    for (const state of states) {
      if (typeof state !== 'string') problems.addType('state', `one of ${jobStates.join(', ')}`, state)
      else if (!jobStates.includes(state as JobState)) problems.addUnknown('state', 'state', state, jobStates)
    }
    if (states.length > 0) filter.states = states
    for (const name of ['after', 'before', ...more] as const) {
      const value = reader.read(name)
      if (value === undefined) continue
      const time = momentOf(value)
      if (time === undefined)
        problems.addType(name, 'a date, ISO 8601 with its time zone, or milliseconds since 1970', value)
      else filter[moments[name]] = time
    }
  })
  return filter
}

/** @throws ArgumentError where it does not name exactly one of `trigger`, `provider` and `key`. */
export function readPauseTarget(method: string, selection: unknown): PauseTarget {
  let target: PauseTarget | undefined
  assertArguments(method, (problems) => {
    if (!isPlainObject(selection))
      return problems.addType('selection', '{ trigger }, { provider } or { key }', selection)
    const reader = new MemberReader(selection, '', problems)
    reader.allowOnly(['trigger', 'provider', 'key'], 'member of a selection')
    const named = (['trigger', 'provider', 'key'] as const).flatMap((kind) => {
      const name = reader.text(kind)
      return name === undefined ? [] : [{ kind, name }]
    })
    if (named.length !== 1) problems.add('', `names ${named.length} of trigger, provider and key; it has to name one`)
    target = named[0]
  })
  return target!
}
