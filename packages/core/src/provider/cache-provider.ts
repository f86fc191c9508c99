import type { Provider, ProviderCall } from './provider.ts'

/** Keeps values for a while. Keys are never empty, and whole: a prefix of yours is your matter. */
export interface CacheProvider extends Provider {
  readonly family?: 'cache'
  /** The entry's value; undefined where there is none. */
  get(key: string, call: ProviderCall): Promise<unknown>
  /** Keeps a JSON-like value for `ttlSeconds` (above 0, may have a fraction), or until it is deleted; in place of one that is there. */
  set(key: string, value: unknown, options: { ttlSeconds?: number }, call: ProviderCall): Promise<unknown>
  /** Deletes an entry; whether there was one: none is no error. */
  delete(key: string, call: ProviderCall): Promise<unknown>
  /** Deletes all entries whose keys match a glob: `*` any text, `?` one character, `\` takes the next character as it is; how many. */
  invalidate(pattern: string, call: ProviderCall): Promise<unknown>
}
