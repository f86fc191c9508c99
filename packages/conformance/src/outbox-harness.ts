import type { Outbox } from '@triggerkit/core/adapter'

/** An outbox under test, in an empty database of its own. */
export interface OutboxHarness {
  /** `sql postgres, typeorm 1` */
  name: string
  /** How many random schedules are played; default 30. */
  scheduleRuns?: number
  setup(): Promise<OutboxBench>
}

/** One outbox, made once and emptied before each test. */
export interface OutboxBench {
  outbox: Outbox
  /** The same outbox as another process would see it, over a connection of its own; absent where there cannot be one. */
  other?: Outbox
  /** Runs `body` in a transaction of the ORM and commits; rolls back where it rejects. There where the outbox is `transactional`. */
  transaction?<T>(body: (handle: object) => Promise<T>): Promise<T>
  /** Lets so much time pass by the database's clock: at most 300 ms in all of a test, since real ones really wait. */
  pass(ms: number): Promise<void>
  /** Removes all Jobs, dedupe keys, pauses and workers. */
  clear(): Promise<void>
  teardown(): Promise<void>
}
