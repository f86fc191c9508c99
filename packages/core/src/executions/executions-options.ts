import { OptionsError } from '../errors/options-error.ts'
import { ProblemList } from '../errors/problem-list.ts'
import { MemberReader } from '../trigger/check-value.ts'
import { isPlainObject } from '../value/plain-object.ts'
import type { ExecutionsDriver } from './execution-log.ts'

export interface ExecutionsOptions {
  /** Where they are kept: `sqlExecutions()`, `mongoExecutions()`, or `memoryExecutions()` for tests. */
  log: ExecutionsDriver
  /**
   * Which attempts are kept. `failures`: those that failed, were tried again or blocked a Write. `{ sample: 0.01 }`: of the others so large a part, by
   * chance, and every failure. Default `all`.
   */
  keep?: 'all' | 'failures' | { sample: number }
  /** Milliseconds that they are kept, and failures; false: for ever. Default 7 and 30 days. They are deleted by and by, a few at a time. */
  retention?: { completedMs?: number | false; failedMs?: number | false }
}

export interface CheckedExecutionsOptions {
  readonly log: ExecutionsDriver
  /** The part of those that did not fail that is kept, from 0 to 1. */
  readonly sample: number
  readonly retention: { readonly completedMs?: number; readonly failedMs?: number }
}

const day = 86_400_000

/** @throws OptionsError with every problem of the options. */
export function readExecutionsOptions(options: unknown): CheckedExecutionsOptions {
  const problems = new ProblemList()
  if (!isPlainObject(options)) problems.addType('executions', 'an object of options', options)
  const reader = new MemberReader(isPlainObject(options) ? options : {}, 'executions', problems)
  reader.allowOnly(['log', 'keep', 'retention'], 'option of executions')
  const log = reader.read('log') as Partial<ExecutionsDriver> | undefined
  if (typeof log?.connect !== 'function')
    problems.addType('executions.log', 'a log of executions, such as sqlExecutions()', log)
  const checked = {
    log: log as ExecutionsDriver,
    sample: readSample(reader),
    retention: readRetention(reader, problems),
  }
  if (!problems.empty) throw new OptionsError({ problems: problems.problems })
  return checked
}

function readSample(reader: MemberReader): number {
  const keep = reader.check(
    'keep',
    "'all', 'failures' or { sample: a number from 0 to 1 }",
    (value): value is NonNullable<ExecutionsOptions['keep']> =>
      value === 'all' || value === 'failures' || (isPlainObject(value) && isPart(value.sample)),
  )
  if (typeof keep === 'object') return keep.sample
  return keep === 'failures' ? 0 : 1
}

function isPart(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1
}

function readRetention(reader: MemberReader, problems: ProblemList): CheckedExecutionsOptions['retention'] {
  const inner = new MemberReader(reader.object('retention') ?? {}, 'executions.retention', problems)
  inner.allowOnly(['completedMs', 'failedMs'], 'key of retention')
  const age = (name: string, byDefault: number): number | undefined => {
    const isAge = (value: unknown): value is number | false =>
      value === false || (typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY)
    const value = inner.check(name, 'a number of milliseconds, or false', isAge)
    return value === false ? undefined : (value ?? byDefault)
  }
  return { completedMs: age('completedMs', 7 * day), failedMs: age('failedMs', 30 * day) }
}
