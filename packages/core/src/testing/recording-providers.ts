import type { ProviderCall } from '../provider/provider.ts'
import { ProviderError } from '../provider/provider-error.ts'
import type { ProviderFamilies } from '../provider/provider-family.ts'
import type { Providers } from '../provider/provider-registry.ts'
import { deepEqual } from '../value/deep-equal.ts'
import { type RecordedCall, recordersOf } from './recorded-call.ts'

/**
 * Which calls: an action type (`cache.set`), a family (`cache`, `email`), or members that a call has to have
 * (`{ type: 'cache.set', cache: 'redis' }`).
 */
export type CallMatch = string | Readonly<Partial<RecordedCall>>

/** What a call is answered with, or the function that works it out; its second argument has the AbortSignal and the idempotency key. */
export type RecordedAnswer =
  | ((call: RecordedCall, given: ProviderCall) => unknown)
  | object
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined

export interface RecordingOptions {
  /** What calls are answered with, by action type or family. Default: undefined, and `{ allowed: true }` for a quota. */
  answers?: Readonly<Record<string, RecordedAnswer>>
}

export interface FailOptions {
  /** How many of the calls fail. Default: all. */
  times?: number
  /** What they reject with. Default: a `ProviderError` that may be tried again. */
  error?: unknown
}

interface Rule {
  match: CallMatch
  left: number
  answer: (call: RecordedCall, given: ProviderCall) => unknown
}

/** A provider for every family that only records, for tests of your own triggers: `createTriggers({ providers: recorded.providers })`. */
export class RecordingProviders {
  /** One for each family, as its default. */
  readonly providers: ProviderFamilies & Providers
  readonly #calls: RecordedCall[] = []
  readonly #defaults: Rule[]
  #rules: Rule[] = []

  constructor({ answers = {} }: RecordingOptions = {}) {
    this.#defaults = Object.entries(answers)
      .sort(([one], [other]) => other.length - one.length)
      .map(([match, answer]) => ({ match, left: Number.POSITIVE_INFINITY, answer: toFunction(answer) }))
    this.providers = recordersOf(async (call, given) => {
      this.#calls.push(call)
      return this.#ruleFor(call)?.answer(call, given)
    }) as ProviderFamilies & Providers
  }

  /** Every call so far in its order, each attempt by itself. */
  get calls(): readonly RecordedCall[] {
    return this.#calls
  }

  /** The calls of an action type, a family, or with such members. */
  callsOf(match: CallMatch): RecordedCall[] {
    return this.#calls.filter((call) => isMatch(call, match))
  }

  /** Makes such calls fail from now on, the next `times` of them. What is told last comes first. */
  fail(match: CallMatch, { times = Number.POSITIVE_INFINITY, error }: FailOptions = {}): this {
    return this.#tell(match, times, (call) => {
      throw error ?? new ProviderError({ message: `${call.type} was told to fail.` })
    })
  }

  /** Answers such calls from now on, the next `times` of them. What is told last comes first. */
  answer(
    match: CallMatch,
    answer: RecordedAnswer,
    { times = Number.POSITIVE_INFINITY }: { times?: number } = {},
  ): this {
    return this.#tell(match, times, toFunction(answer))
  }

  /** Forgets the calls, and what `fail` and `answer` were told. */
  clear(): void {
    this.#calls.length = 0
    this.#rules = []
  }

  #tell(match: CallMatch, left: number, answer: Rule['answer']): this {
    this.#rules.unshift({ match, left, answer })
    return this
  }

  #ruleFor(call: RecordedCall): Rule | undefined {
    const rule = [...this.#rules, ...this.#defaults].find(({ match, left }) => left > 0 && isMatch(call, match))
    if (rule !== undefined) rule.left--
    return rule
  }
}

/** Makes them. */
export function recordingProviders(options: RecordingOptions = {}): RecordingProviders {
  return new RecordingProviders(options)
}

function isMatch(call: RecordedCall, match: CallMatch): boolean {
  if (typeof match === 'string')
    return call.type === match || call.type.startsWith(`${match}.`) || call.type === `notification.${match}`
  return Object.entries(match).every(([name, value]) => deepEqual(call[name], value))
}

function toFunction(answer: RecordedAnswer): Rule['answer'] {
  return typeof answer === 'function' ? (answer as Rule['answer']) : () => answer
}
