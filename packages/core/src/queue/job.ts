/**
 * Where a Job stands.
 *
 * | state       | meaning                                                                              |
 * | ----------- | ------------------------------------------------------------------------------------ |
 * | `ready`     | may be claimed once it is due: new, delayed, or waiting for its next attempt         |
 * | `waiting`   | follows another Job of its chain, which has not completed yet (R29)                  |
 * | `leased`    | a worker runs it; past the end of its lease anyone may claim it (R42)                |
 * | `relayed`   | handed on to another queue, which writes back what came of it (R43)                  |
 * | `completed` | done                                                                                 |
 * | `dead`      | failed for good: a dead letter, until somebody retries or discards it                |
 * | `discarded` | given up by somebody, or with the Job of its chain that was                          |
 */
export type JobState = 'ready' | 'waiting' | 'leased' | 'relayed' | 'completed' | 'dead' | 'discarded'

export const jobStates: readonly JobState[] = [
  'ready',
  'waiting',
  'leased',
  'relayed',
  'completed',
  'dead',
  'discarded',
]

/** States that nothing follows by itself. */
export const finishedStates: readonly JobState[] = ['completed', 'dead', 'discarded']

/** One queued action of one trigger for one Change (or one Write), rendered and ready to be appended. Texts only: an outbox keeps, it does not read. */
export interface NewJob {
  /** UUIDv7; the idempotency key of every attempt. */
  readonly id: string
  /** Version of the payload's encoding; workers claim only those that they can read (R44). */
  readonly format: number
  /** What a worker has to know to run it: the action's type, or `custom:name` of a function. At most 255 characters. */
  readonly handler: string
  /** Tag and stored version of the trigger; version 0 of one in code. */
  readonly trigger: string
  readonly triggerVersion: number
  /** The action's name, unique within its trigger. */
  readonly action: string
  /** Tag of the provider, or the family where the action names none: what `pause` and `retryAll` go by. */
  readonly provider: string
  /** The Change's table, and its row's key as text; empty for a whole Write. */
  readonly table: string
  readonly key: string
  /** Jobs of one key run one after the other, in the order of their `seq` (R41). At most 255 characters. */
  readonly orderingKey?: string
  /**
   * `skip`: where it dies, later Jobs of its ordering key go on, and do not wait for those of its chain that wait for it; `hold`: they wait until
   * it is retried, discarded or purged, except those of its own chain that go on with `continueOnError`.
   */
  readonly onDead: 'hold' | 'skip'
  /** Left out while the window of a kept Job with this key, counted from its append, is open. At most 700 characters; such a Job has no `chain`. */
  readonly dedupe?: { readonly key: string; readonly windowMs: number }
  /** Its place in a chain, from 0: it waits for the one before it (R29). Absent of a chain of one; a chain comes whole, in one call. */
  readonly chain?: { readonly id: string; readonly position: number }
  /** The next of its chain goes on though this one died. */
  readonly continueOnError: boolean
  /**
   * When it is due, by the database's clock: an instant in milliseconds since 1970, or so many milliseconds from now. Default: now. In a chain
   * it counts from here too, not from the end of the one before.
   */
  readonly runAt?: { readonly at: number } | { readonly inMs: number }
  /** Failed attempts before it is a dead letter. */
  readonly maxAttempts: number
  /** What it runs with, encoded and perhaps encrypted. */
  readonly payload: string
}

/** A Job as it is kept. Times are milliseconds since 1970 by the database's clock. */
export interface JobRow extends Omit<NewJob, 'runAt' | 'dedupe'> {
  /** Given by the database when it was appended: later ones are higher (R41). */
  readonly seq: number
  readonly state: JobState
  /** How often it was claimed, and how often it failed; the difference are attempts that nobody reported the end of. */
  readonly attempts: number
  readonly failures: number
  readonly createdAt: number
  /** When it is, or was, due by itself: as it was appended, or for its next attempt. */
  readonly runAt: number
  /** When it may next be claimed: later than `runAt` where it was put off; of a leased or relayed Job the end of that. Absent where it cannot be. */
  readonly dueAt?: number
  /** When it was completed, died or was discarded. */
  readonly finishedAt?: number
  /** Who holds it, or held it last. */
  readonly worker?: string
  /** What it gave, encoded. */
  readonly result?: string
  /** Why the last attempt failed: `CODE: message`. */
  readonly error?: string
  /** Its attempts, encoded. */
  readonly history?: string
}

/** A Job that a worker holds: until `dueAt`, and as long as it renews the lease. */
export interface ClaimedJob extends JobRow {
  readonly state: 'leased'
  /** Names the lease: renewal and settlement name it too, so that one who lost it changes nothing (R42). */
  readonly lease: string
  readonly dueAt: number
}
