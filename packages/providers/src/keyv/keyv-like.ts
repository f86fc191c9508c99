/** What a `Keyv` has to offer: version 5.5 and later, or 6. */
export interface KeyvLike {
  /** Unlike `get` it tells of failures in version 5 too. */
  getRaw(key: string): Promise<{ value?: unknown } | undefined | null>
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
