import type { ProviderCall } from '@triggerkit/core'
import { type LimiterStoreOptions, secondsProblem, storeProblems } from './limiter-store.ts'

/** One way to do what a chain is for. */
export interface FallbackAlternative {
  /** What results and errors call it; unlike the others of its chain. */
  name: string
  /**
   * Does it; what it resolves with is the result. `call` has the signal to honour, and the idempotency key, which is the same for all
   * alternatives and attempts. Any error gives the next alternative its turn; `retryable: false` in it says that no further attempt may succeed.
   */
  run(input: unknown, call: ProviderCall): unknown
  /** Milliseconds after which it is given up, and the next one has its turn. Default: the action's own time, which then leaves none for others. */
  timeoutMs?: number
  /**
   * That it is passed over for a while: from the moment that it has failed `failures` times within `durationSeconds` (counted from the first of
   * them) until these are over. Errors with `retryable: false` are about the input, and are not counted. Default: never passed over.
   */
  cooldown?: { failures: number; durationSeconds: number }
}

/** Alternatives in the order in which they are tried. */
export type FallbackChain = readonly FallbackAlternative[]

export interface FallbacksOptions extends LimiterStoreOptions {
  /** By name, as actions call them (`pay`). */
  chains: Readonly<Record<string, FallbackChain>>
}

/** Everything that is wrong with them. */
export function fallbacksProblems(options: FallbacksOptions): string[] {
  const entries = Object.entries(options.chains ?? {})
  return [
    ...(entries.length === 0 ? ['`chains` has to name at least one chain.'] : []),
    ...entries.flatMap(([name, chain]) => chainProblems(name, chain, options)),
    ...storeProblems(options),
  ]
}

function chainProblems(name: string, chain: FallbackChain, options: FallbacksOptions): string[] {
  const place = `\`chains.${name}\``
  if (!Array.isArray(chain) || chain.length === 0) return [`${place} has to be a list of alternatives.`]
  const names = chain.map((each) => each?.name)
  const twice = names.filter((each, index) => names.indexOf(each) !== index)
  return [
    ...(/^[\w.-]{1,64}$/.test(name) ? [] : [`${JSON.stringify(name)} is no name: letters, digits, dots, dashes.`]),
    ...(twice.length === 0 ? [] : [`${place} names ${JSON.stringify(twice[0])} twice.`]),
    ...chain.flatMap((each, index) => alternativeProblems(`chains.${name}[${index}]`, each, options)),
  ]
}

function alternativeProblems(place: string, given: FallbackAlternative, { store }: FallbacksOptions): string[] {
  const { name, run, timeoutMs, cooldown } = given ?? {}
  const problems: string[] = []
  if (typeof name !== 'string' || !/^[\w.-]{1,64}$/.test(name))
    problems.push(`\`${place}.name\` has to be 1 to 64 letters, digits, dots, dashes.`)
  if (typeof run !== 'function') problems.push(`\`${place}.run\` has to be a function.`)
  if (timeoutMs !== undefined && !(timeoutMs > 0 && timeoutMs < 2 ** 31))
    problems.push(`\`${place}.timeoutMs\` has to be a number of milliseconds.`)
  if (cooldown === undefined) return problems
  if (!Number.isSafeInteger(cooldown.failures) || cooldown.failures < 1)
    problems.push(`\`${place}.cooldown.failures\` has to be a whole number, at least 1.`)
  return [...problems, ...secondsProblem(`${place}.cooldown.durationSeconds`, cooldown.durationSeconds, store)]
}
