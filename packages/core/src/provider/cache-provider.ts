import type { Provider, ProviderCall } from './provider.ts'

/** Keeps values for a while. */
export interface CacheProvider extends Provider {
  readonly family?: 'cache'
  /** The entry's value; undefined where there is none. */
  get(key: string, call: ProviderCall): Promise<unknown>
  /** Keeps a JSON-like value for `ttlSeconds`, or until it is deleted. */
  set(key: string, value: unknown, options: { ttlSeconds?: number }, call: ProviderCall): Promise<unknown>
  /** Deletes an entry; whether there was one. */
  delete(key: string, call: ProviderCall): Promise<unknown>
  /** Deletes all entries whose keys match a glob: `*` any text, `?` one character, `\` takes the next character as it is; how many. */
  invalidate(pattern: string, call: ProviderCall): Promise<unknown>
}
