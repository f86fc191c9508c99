import type { Queueing, Timing } from '../action/action-definition.ts'
import type { ProblemList } from '../errors/problem-list.ts'
import { isFilledText, type MemberReader } from './check-value.ts'

/** The keys of an action that say how its Job is queued. */
export const queueingKeys = ['delay', 'runAt', 'orderingKey', 'onDead', 'dedupeKey', 'dedupeWindow'] as const

/** About 25 years; a date further off is a slip. */
const maxDelayMs = 800_000_000_000
const defaultDedupeWindowMs = 3_600_000

/** Checks what an action says about its Job; undefined where it says nothing. Placeholders are checked with those of the payload. */
export function readQueueing(reader: MemberReader, timing: Timing, problems: ProblemList): Queueing | undefined {
  const given = queueingKeys.filter((key) => reader.read(key) !== undefined)
  if (given.length === 0) return undefined
  if (timing !== 'queued') {
    for (const key of given)
      problems.add(reader.at(key), "is for `timing: 'queued'`: give the action that, or leave it out")
    return undefined
  }
  if (given.includes('delay') && given.includes('runAt'))
    problems.add(reader.at('runAt'), 'and `delay` both say when: give one of them')
  if (given.includes('dedupeWindow') && !given.includes('dedupeKey'))
    problems.add(reader.at('dedupeWindow'), 'is the window of a `dedupeKey`, which is not there')
  if (given.includes('onDead') && !given.includes('orderingKey'))
    problems.add(reader.at('onDead'), 'is about later Jobs of an `orderingKey`, which is not there')
  const dedupeKey = reader.text('dedupeKey')
  const queueing: Queueing = {
    delay: reader.check('delay', `a number of milliseconds from 0 to ${maxDelayMs}, or a template of one`, isDelay),
    runAt: reader.check(
      'runAt',
      'a date, an ISO 8601 text with its time zone, milliseconds since 1970, or a template of one',
      isMoment,
    ),
    orderingKey: reader.text('orderingKey'),
    onDead: reader.oneOf('onDead', ['hold', 'skip']),
    dedupeKey,
    dedupeWindow:
      reader.number(
        'dedupeWindow',
        `a number of milliseconds above 0, at most ${maxDelayMs}`,
        (value) => value > 0 && value <= maxDelayMs,
      ) ?? (dedupeKey === undefined ? undefined : defaultDedupeWindowMs),
  }
  return Object.freeze(Object.fromEntries(Object.entries(queueing).filter(([, member]) => member !== undefined)))
}

function isDelay(value: unknown): value is number | string {
  return isTemplate(value) || (typeof value === 'number' && value >= 0 && value <= maxDelayMs)
}

function isMoment(value: unknown): value is string | number | Date {
  return isTemplate(value) || momentOf(value) !== undefined
}

function isTemplate(value: unknown): value is string {
  return isFilledText(value) && value.includes('{{')
}

/** Milliseconds since 1970 of what stands for a moment; undefined of anything else, also of a text without its time zone, which every machine reads differently. */
export function momentOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && Math.abs(value) <= 8.64e15 ? value : undefined
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.getTime()
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d.*(?:Z|[+-]\d\d:?\d\d)$/i.test(value.trim()))
    return undefined
  const time = Date.parse(value.trim())
  return Number.isNaN(time) ? undefined : time
}
