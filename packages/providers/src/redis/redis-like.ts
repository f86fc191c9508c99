/** One command and its arguments: `['set', 'key', 'value']`. */
export type RedisCommand = readonly [name: string, ...values: (string | number | Buffer)[]]

/** What a client of ioredis has to offer, version 5 or 6: a `Redis` or a `Cluster`. */
export interface RedisLike {
  pipeline(commands: unknown[][]): RedisPipelineLike
  readonly options?: { readonly keyPrefix?: string }
  /** True of a `Cluster`. */
  readonly isCluster?: boolean
  /** Of a `Cluster`: a client for each of its nodes. */
  nodes?(role: 'master'): RedisLike[]
}

export interface RedisPipelineLike {
  /** Error and result of each command, in their order. */
  exec(): Promise<[error: Error | null, result: unknown][] | null>
}

/** A client that was made here. */
export interface OwnRedis extends RedisLike {
  readonly status: string
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'connect', listener: () => void): unknown
  connect(): Promise<unknown>
  quit(): Promise<unknown>
  disconnect(): void
}
