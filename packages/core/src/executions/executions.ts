import { systemClock } from '../action/clock.ts'
import type { EngineCore } from '../engine/engine-core.ts'
import { assertArguments } from '../errors/argument-error.ts'
import { ExecutionsError } from '../errors/executions-error.ts'
import { MemberReader } from '../trigger/check-value.ts'
import { momentOf } from '../trigger/read-queueing.ts'
import { isPlainObject } from '../value/plain-object.ts'
import { type Execution, type ExecutionOutcome, executionOutcomes, toExecution } from './execution.ts'
import type { ExecutionHistory } from './execution-history.ts'
import type { ExecutionQuery } from './execution-log.ts'

/** Which executions `list` gives, and how many at a time; members add up. */
export interface ExecutionListOptions {
  /** Tag of the trigger. */
  trigger?: string
  table?: string
  /** The row's key, as text. */
  key?: string
  /** The action's name. */
  action?: string
  /** Id of a Job: its attempts. */
  job?: string
  /** One outcome, or several. */
  outcome?: ExecutionOutcome | readonly ExecutionOutcome[]
  /** Began at or after, and before: a date, ISO 8601 with its time zone, or milliseconds since 1970. */
  after?: Date | number | string
  before?: Date | number | string
  /** At most so many, default 50. */
  limit?: number
  /** The `cursor` of the page before. */
  cursor?: string
}

export interface ExecutionPage {
  executions: Execution[]
  /** Of the next page; absent where this is the last one. */
  cursor?: string
}

const texts = ['trigger', 'table', 'key', 'action', 'job', 'cursor'] as const

/** `triggers.executions`: what ran, as far as `createTriggers({ executions })` keeps it. */
export class Executions {
  readonly #core: EngineCore

  constructor(core: EngineCore) {
    this.#core = core
  }

  /** How many were lost so far in this process, since the log could not take them. */
  get dropped(): number {
    return this.#core.executions?.buffer.dropped ?? 0
  }

  /**
   * Executions, newest first. What has just run is there within a second, and at once after `triggers.drain()`.
   *
   * @throws ArgumentError with everything that is wrong with the options, or ExecutionsError where none are kept.
   */
  async list(options: ExecutionListOptions = {}): Promise<ExecutionPage> {
    const query = readQuery(options)
    const found = await this.#history('list')
      .logFor('list')
      .list({ ...query, limit: query.limit + 1 })
    const rows = found.slice(0, query.limit)
    return { executions: rows.map(toExecution), ...(found.length > rows.length && { cursor: rows.at(-1)!.id }) }
  }

  /** Deletes what is kept longer than the engine's `retention` says, in small statements; how many. For cron and serverless: others do it by themselves. */
  purge(): Promise<number> {
    return this.#history('purge').purge(systemClock)
  }

  /**
   * Resolves where they can be kept.
   *
   * @throws ExecutionsError of code `EXECUTIONS_MISSING` or `EXECUTIONS_OUTDATED`, which name the command that mends it.
   */
  async verify(): Promise<void> {
    await this.#history('verify').logFor('verify').verify()
  }

  #history(method: string): ExecutionHistory {
    const { executions } = this.#core
    if (executions !== undefined) return executions
    throw new ExecutionsError({
      code: 'EXECUTIONS_ABSENT',
      message: `triggers.executions.${method} needs a log of executions, and the engine keeps none: createTriggers({ executions: { log: sqlExecutions() } }).`,
    })
  }
}

function readQuery(options: unknown): ExecutionQuery {
  const query: Record<string, unknown> = { limit: 50 }
  assertArguments('triggers.executions.list(options)', (problems) => {
    if (!isPlainObject(options)) return problems.addType('options', 'an object', options)
    const reader = new MemberReader(options, '', problems)
    reader.allowOnly([...texts, 'outcome', 'after', 'before', 'limit'], 'option of list')
    for (const name of texts) {
      const text = reader.text(name)
      if (text !== undefined) query[name] = text
    }
    const given = reader.read('outcome')
    const outcomes = given === undefined ? [] : Array.isArray(given) ? (given as unknown[]) : [given]
    for (const outcome of outcomes) {
      if (typeof outcome !== 'string') problems.addType('outcome', `one of ${executionOutcomes.join(', ')}`, outcome)
      else if (!executionOutcomes.includes(outcome as ExecutionOutcome))
        problems.addUnknown('outcome', 'outcome', outcome, executionOutcomes)
    }
    if (given !== undefined) query.outcomes = outcomes
    for (const [name, bound] of [
      ['after', 'from'],
      ['before', 'to'],
    ] as const) {
      const value = reader.read(name)
      const time = momentOf(value)
      if (time !== undefined) query[bound] = time
      else if (value !== undefined)
        problems.addType(name, 'a date, ISO 8601 with its time zone, or milliseconds since 1970', value)
    }
    const limit = reader.number(
      'limit',
      'a whole number from 1 to 10000',
      (value) => Number.isInteger(value) && value >= 1 && value <= 10_000,
    )
    if (limit !== undefined) query.limit = limit
  })
  return query as unknown as ExecutionQuery
}
