/** What a `Keyv` has to offer: version 5 or 6. */
export interface KeyvLike {
  get(key: string): Promise<unknown>
  /** Of Keyv 5.4 and later; unlike `get` of version 5 it tells of failures. */
  getRaw?(key: string): Promise<{ value?: unknown } | undefined | null>
  set(key: string, value: unknown, ttlMs?: number): Promise<unknown>
  delete(key: string): Promise<unknown>
  /** All entries of its namespace, as `[key, value]`. Version 5 has none where its store cannot be looped over. */
  iterator?(namespace?: string): AsyncIterable<unknown>
  on(event: 'error', listener: (error: unknown) => void): unknown
  off(event: 'error', listener: (error: unknown) => void): unknown
  readonly namespace?: string | undefined
  readonly useKeyPrefix?: boolean
  readonly store?: unknown
}
