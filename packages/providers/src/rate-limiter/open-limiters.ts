import { LazyClient } from '../vendor/lazy-client.ts'
import { loadVendor } from '../vendor/load-vendor.ts'
import type { LimiterStore, LimiterStoreOptions, PostgresPoolLike } from './limiter-store.ts'

/** What is asked of a limiter of rate-limiter-flexible. Its `consume` is not: that one keeps what it refused. */
export interface Limiter {
  get(key: string): Promise<Counted | null>
  /** Adds, whatever there is already. `customDuration`: seconds after which a key that this call makes is forgotten. */
  penalty(key: string, points: number, options: { customDuration: number }): Promise<Counted>
  /** Takes off. */
  reward(key: string, points: number, options: { customDuration: number }): Promise<Counted>
  set(key: string, points: number, seconds: number): Promise<unknown>
}

export interface Counted {
  readonly consumedPoints: number
  /** Milliseconds until the key is forgotten. */
  readonly msBeforeNext: number
}

/** One limiter for each kind of key, all on the same store. */
export interface Limiters {
  readonly counters: Limiter
  readonly markers: Limiter
  readonly blocks: Limiter
  close(): void
}

type Vendor = Pick<
  typeof import('rate-limiter-flexible'),
  'RateLimiterMemory' | 'RateLimiterPostgres' | 'RateLimiterRedis'
>
type CreateLimiter = (kind: string) => Limiter

const clearMs = 300_000
/** Limits are compared here, durations are given with each call: what the limiters themselves are told is not used. */
const unused = { points: 1, duration: 1 }

/** The limiters of a store, made when they are first needed. */
export function limitersOf(
  provider: string,
  { store = 'memory', prefix = 'triggerkit' }: LimiterStoreOptions,
): LazyClient<Limiters> {
  return new LazyClient(
    async () => {
      const vendor = await loadVendor(provider, 'rate-limiter-flexible', async () => moduleOf())
      return openLimiters(vendor, store, prefix)
    },
    (limiters) => limiters.close(),
  )
}

/** It is CommonJS: its classes are members of the default export for sure. */
async function moduleOf(): Promise<Vendor> {
  const loaded = (await import('rate-limiter-flexible')) as unknown as Vendor & { default?: Vendor }
  return loaded.default ?? loaded
}

async function openLimiters(vendor: Vendor, store: LimiterStore, prefix: string): Promise<Limiters> {
  if (store === 'memory')
    return allOf((kind) => new vendor.RateLimiterMemory({ ...unused, keyPrefix: `${prefix}:${kind}` }))
  if ('postgres' in store) return openPostgres(vendor, store, prefix)
  const { redis } = store
  const useRedisPackage = !('defineCommand' in redis)
  return allOf(
    (kind) =>
      new vendor.RateLimiterRedis({
        ...unused,
        storeClient: redis,
        useRedisPackage,
        keyPrefix: `${prefix}:${kind}`,
      }),
  )
}

async function openPostgres(
  { RateLimiterPostgres }: Vendor,
  store: { postgres: PostgresPoolLike; tableName?: string; createTable?: boolean },
  prefix: string,
): Promise<Limiters> {
  const { postgres, tableName = 'triggerkit_limits', createTable = true } = store
  const shared = { ...unused, storeClient: postgres, storeType: 'pool', tableName, clearExpiredByTimeout: false }
  const create = (keyPrefix: string, tableCreated: boolean, done?: (error?: Error) => void): Limiter =>
    new RateLimiterPostgres({ ...shared, keyPrefix, tableCreated }, done)
  const first = await new Promise<Limiter>((resolve, reject) => {
    const limiter = create(prefix, !createTable, (error) =>
      error === undefined ? queueMicrotask(() => resolve(limiter)) : reject(error),
    )
  })
  const clearing = setInterval(() => void clearExpired(first), clearMs)
  clearing.unref()
  return allOf(
    (kind) => create(`${prefix}:${kind}`, true),
    () => clearInterval(clearing),
  )
}

/** What has ended more than an hour ago goes out of the table. It never rejects. */
async function clearExpired(limiter: Limiter): Promise<void> {
  await (limiter as unknown as { clearExpired(before: number): Promise<void> }).clearExpired(Date.now() - 3_600_000)
}

function allOf(create: CreateLimiter, close: () => void = () => undefined): Limiters {
  return { counters: create('count'), markers: create('done'), blocks: create('block'), close }
}
