import type { KeyvLike } from './keyv-like.ts'

export interface KeyvCacheOptions {
  /**
   * A `Keyv` over any of its stores: `new Keyv(new KeyvPostgres(…), { namespace: 'shop' })`. It stays yours: `close` leaves it as it is. Its `ttl`, where
   * it has one, is that of entries that an action sets without one.
   */
  keyv: KeyvLike
}

/** Everything that is wrong with the options. */
export function problemsOf({ keyv }: Partial<KeyvCacheOptions>): string[] {
  if (keyv === undefined) return ['it needs a `keyv`: new Keyv(…)']
  const wanted = ['getRaw', 'set', 'delete', 'on', 'off'] as const
  return wanted.every((name) => typeof keyv?.[name] === 'function') ? [] : ['`keyv` is no Keyv of version 5.5 or later']
}
