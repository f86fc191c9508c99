import { type LimiterStoreOptions, secondsProblem, storeProblems } from './limiter-store.ts'

/** How much may be used in which time. */
export interface Quota {
  /** What may be used in one window: a whole number, 1 to 100,000,000. */
  points: number
  /**
   * Seconds of a window. Windows follow the clock (UTC): with 60 one begins with each minute, with 86,400 with each day. At most 400 days, in
   * memory 23.
   */
  durationSeconds: number
  /** Seconds for which nothing is granted after something was refused, even where a new window begins. Default: none. */
  blockSeconds?: number
}

export interface QuotasOptions extends LimiterStoreOptions {
  /** By name, as actions call them (`mails`): letters, digits, dots and dashes. */
  quotas: Readonly<Record<string, Quota>>
  /** Seconds for which it is remembered that something was taken for an idempotency key. Default 86,400, in memory
   * 600; at least the quota's own window. */
  rememberSeconds?: number
}

const maxPoints = 100_000_000

/** Everything that is wrong with them. */
export function quotasProblems(options: QuotasOptions): string[] {
  const { quotas, store, rememberSeconds } = options
  const entries = Object.entries(quotas ?? {})
  return [
    ...(entries.length === 0 ? ['`quotas` has to name at least one quota.'] : []),
    ...entries.flatMap(([name, quota]) => quotaProblems(name, quota, options)),
    ...(rememberSeconds === undefined ? [] : secondsProblem('rememberSeconds', rememberSeconds, store)),
    ...storeProblems(options),
  ]
}

function quotaProblems(name: string, quota: Quota, { store }: QuotasOptions): string[] {
  const { points, durationSeconds, blockSeconds } = quota ?? {}
  const problems = secondsProblem(`quotas.${name}.durationSeconds`, durationSeconds, store)
  if (!/^[\w.-]{1,64}$/.test(name))
    problems.push(`${JSON.stringify(name)} is no name of a quota: 1 to 64 letters, digits, dots, dashes.`)
  if (!Number.isSafeInteger(points) || points < 1 || points > maxPoints)
    problems.push(`\`quotas.${name}.points\` has to be a whole number from 1 to ${maxPoints}.`)
  if (blockSeconds !== undefined) problems.push(...secondsProblem(`quotas.${name}.blockSeconds`, blockSeconds, store))
  return problems
}
