/** A client of ioredis, or of redis (node-redis). */
export interface RedisStoreLike {
  multi: (...given: never[]) => unknown
  del: (...given: never[]) => unknown
  readonly options?: object
}

/** A pool of pg. */
export interface PostgresPoolLike {
  query: (...given: never[]) => unknown
  readonly options?: object
}

/** Where it is counted. Clients and pools stay yours: `close` leaves them open. */
export type LimiterStore =
  /** In this process: for one process only, and forgotten when it ends. */
  | 'memory'
  | { redis: RedisStoreLike }
  | {
      postgres: PostgresPoolLike
      /** Default `triggerkit_limits`. */
      tableName?: string
      /** Whether the table is made where there is none. Default true; false where the user of the pool may not. */
      createTable?: boolean
    }

/** What quotas and fallbacks have in common. */
export interface LimiterStoreOptions {
  /** Default `'memory'`. */
  store?: LimiterStore
  /** What the keys in the store begin with; applications that share a store need one each. Default `triggerkit`. */
  prefix?: string
}

/** A timer of Node ends at once where it is set for longer. */
const maxMemorySeconds = 2_000_000

/** What is wrong with the options of the store. */
export function storeProblems({ store = 'memory', prefix = 'triggerkit' }: LimiterStoreOptions): string[] {
  const problems: string[] = []
  if (!/^[\w.-]{1,40}$/.test(prefix)) problems.push('`prefix` has to be 1 to 40 letters, digits, dots, dashes.')
  if (store === 'memory') return problems
  if (typeof store !== 'object' || store === null || !('redis' in store || 'postgres' in store))
    return [...problems, "`store` has to be 'memory', { redis: client } or { postgres: pool }."]
  if ('redis' in store && typeof store.redis?.multi !== 'function')
    problems.push('`store.redis` has to be a client of ioredis or redis.')
  if ('postgres' in store) {
    if (typeof store.postgres?.query !== 'function') problems.push('`store.postgres` has to be a pool of pg.')
    if (store.tableName !== undefined && !/^[a-z_][a-z\d_]{0,50}$/.test(store.tableName))
      problems.push('`store.tableName` has to be lower-case letters, digits and underscores, at most 51.')
  }
  return problems
}

/** Whether it is a number of seconds that the store can count: whole, from 1 on. */
export function secondsProblem(name: string, seconds: unknown, store: LimiterStore = 'memory'): string[] {
  if (!Number.isSafeInteger(seconds) || (seconds as number) < 1)
    return [`\`${name}\` has to be a whole number of seconds, at least 1.`]
  if (store === 'memory' && (seconds as number) > maxMemorySeconds)
    return [`\`${name}\` is at most ${maxMemorySeconds} (23 days) in memory: give a \`store\`.`]
  if ((seconds as number) > 400 * 86_400) return [`\`${name}\` is at most 400 days.`]
  return []
}

/** How many calls it takes at a time. */
export function storeConcurrency(store: LimiterStore = 'memory'): number {
  if (store === 'memory' || !('postgres' in store)) return 1_000
  const { max } = (store.postgres.options ?? {}) as { max?: unknown }
  return typeof max === 'number' ? max : 10
}

/** The password that the client was given, as far as it can be seen: errors must not tell it. */
export function storeSecrets(store: LimiterStore = 'memory'): string[] {
  if (store === 'memory') return []
  const { password } = (('redis' in store ? store.redis : store.postgres).options ?? {}) as { password?: unknown }
  return typeof password === 'string' ? [password] : []
}
