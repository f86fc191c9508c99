/**
 * Something whose speed is measured against others. Each runs in a process of its own, so that a patched ORM never stands beside the plain
 * one, and they take turns: A B A B.
 */
export interface Contestant {
  start(settings: ContestSettings): Promise<Running>
}

export interface ContestSettings {
  /** The database server's, where the contest needs one. */
  url?: string
  /** The Redis server's, where the contest needs one. */
  redis?: string
  /** Of the contestant, unique in its contest: names its schema in a shared database. */
  schema: string
}

export interface Running {
  /**
   * Does it `operations` times, as fast as it can; `round` is a number that never comes twice. What it gives are figures of its own, in
   * microseconds, in place of those of the clock.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: most have no figures of their own
  run(operations: number, round: number): Promise<readonly number[] | void>
  /** Puts things in order between two rounds; not measured. */
  rest?(): Promise<void>
  stop(): Promise<void>
}
