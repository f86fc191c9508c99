import type { Port } from '../adapter/port.ts'
import type { ClaimedJob, JobRow, JobState, NewJob } from './job.ts'
import type { JobCodec } from './job-codec.ts'

/** What `createTriggers({ outbox })` takes: makes the outbox of each ORM that connects. */
export interface OutboxDriver {
  /** For messages: `sql`, `mongo`, `memory`. */
  readonly name: string
  /** Encodes what is kept of a Job beyond the columns that it is found by; default: as it is. */
  readonly codec?: JobCodec
  /**
   * The outbox in the database of a port. Asks nothing of the database yet.
   *
   * @throws OutboxError of code `OUTBOX_PORT` where it cannot be kept there.
   */
  connect(port: Port): Outbox
}

/**
 * Where Jobs are kept: a table or collection in the application's own database. It keeps texts and moves Jobs from state to state; what is in a
 * Job, and when it is tried again, is the core's to say. `handle` is a transaction of the port's ORM, or absent outside any.
 *
 * Every call is atomic by itself, also among processes; times are those of the database's clock (R42).
 */
export interface Outbox {
  /** Whether `append` and `settle` are part of the handle's transaction. False: they hold at once, and `append` is called after the commit. */
  readonly transactional: boolean

  /**
   * Resolves where the outbox can be used.
   *
   * @throws OutboxError of code `OUTBOX_MISSING` or `OUTBOX_OUTDATED`, which name the command that mends it. A transaction on `handle` is not
   * harmed by the question.
   */
  verify(handle: object | undefined): Promise<void>

  /**
   * Keeps Jobs, in this order, in as few statements as the database takes; those whose `dedupe` key is taken are left out. Rejects, and keeps
   * none, where there is a Job of one of the ids already.
   */
  append(handle: object | undefined, jobs: readonly NewJob[]): Promise<void>

  /**
   * Leases due Jobs, oldest due first, each to one caller only; among them those whose lease or deadline is over. Left out, and put off by
   * `deferMs`: Jobs that are paused, and Jobs of an ordering key with an earlier unfinished one, or one that runs (R41). These are `ready`
   * from then on, whoever held them: a lease that is over is lost.
   */
  claim(request: ClaimRequest): Promise<Claim>

  /** Makes a lease last `leaseMs` from now; the ids of those Jobs that are still held under it. */
  renew(lease: string, ids: readonly string[], leaseMs: number): Promise<string[]>

  /**
   * Ends leases; how many of them were still held, also past their end. The rest is passed over. A Job that is completed, or died with
   * `continueOnError`, makes the next of its chain ready; one that is over brings the next of its ordering key forward. On a handle it is part of
   * that transaction (R40).
   */
  settle(handle: object | undefined, settlements: readonly Settlement[]): Promise<number>

  readonly ledger: JobLedger

  /** Calls back soon after other processes appended Jobs, where the database can tell; resolves with what ends it. Never needed (R45). */
  listen?(onAppended: () => void): Promise<() => Promise<void>>
  /** Tells those who listen; called after the commit. */
  notify?(): Promise<void>
  /** Makes or upgrades what it is kept in. */
  migrate?(): Promise<void>
}

export interface ClaimRequest {
  /** At most so many. */
  limit: number
  leaseMs: number
  /** Name of the lease, unique to this claim. */
  lease: string
  /** Who claims. */
  worker: string
  /** Only Jobs of these handlers and formats (R44). */
  handlers: readonly string[]
  formats: readonly number[]
  deferMs: number
}

export interface Claim {
  /** By `seq`. */
  jobs: ClaimedJob[]
  /** Nothing else was due: false where as many as the limit were looked at. */
  exhausted: boolean
}

interface SettlementBase {
  readonly id: string
  readonly lease: string
  /** Replace what was kept of it. */
  readonly history?: string
  /** The Job has neither a chain nor an ordering key: the outbox need not look what waits for it. Absent where that is not known. */
  readonly alone?: boolean
}

/** How a lease ends. */
export type Settlement =
  | (SettlementBase & { readonly state: 'completed'; readonly result?: string })
  /** It failed, and is due again in so many milliseconds. */
  | (SettlementBase & { readonly state: 'ready'; readonly delayMs: number; readonly error: string })
  | (SettlementBase & { readonly state: 'dead'; readonly error: string })
  /** Given back, due at once or in so many milliseconds; the attempt counts only where `counts` says so, that of a relayed Job stays as it is. */
  | (SettlementBase & { readonly state: 'released'; readonly delayMs?: number; readonly counts?: boolean })
  /**
   * Handed on (R43): claimable again after the deadline; from now on its lease is its id. The attempt does not count. Of one that is relayed
   * already it is a new deadline; and where it `begins` there, one more attempt counts (R42).
   */
  | (SettlementBase & { readonly state: 'relayed'; readonly deadlineMs: number; readonly begins?: boolean })

/** The Jobs as people look at them. */
export interface JobLedger {
  /** Newest first by id, those below `cursor`. */
  find(query: JobQuery): Promise<JobRow[]>
  /**
   * Makes dead and discarded Jobs ready (`waiting`, where an earlier one of their chain is not over), with no attempt counted, and ready ones
   * whose `runAt` is to come due at once. At most `limit` at a time, by `seq`; how many.
   */
  retry(filter: JobFilter, limit: number): Promise<number>
  /**
   * Gives up Jobs that are not finished and not leased, and dead ones, each with those of its chain that wait for it. At most `limit`, by `seq`;
   * how many matched, those that go with them not counted.
   */
  discard(filter: JobFilter, limit: number): Promise<number>
  /**
   * Deletes what was completed or discarded, and what died, so long ago, at most `limit`; with a dead Job those of its chain that wait for it.
   * How many were finished. Absent times: none of these.
   */
  purge(age: { completedMs?: number; deadMs?: number }, limit: number): Promise<number>
  /** No Job that matches is claimed from now on, until it is resumed. */
  pause(target: PauseTarget): Promise<void>
  /** Whether it was paused. */
  resume(target: PauseTarget): Promise<boolean>
  stats(): Promise<OutboxStats>
  /**
   * Says that a worker of this id is at work, for `ttlMs`. `taken` where another instance has said so and its time is not over.
   */
  announce(id: string, instance: string, ttlMs: number): Promise<'announced' | 'taken'>
  /** Takes it back; nothing where it is another instance's. */
  withdraw(id: string, instance: string): Promise<void>
}

/** Which Jobs; members add up, an empty filter is all of them, an empty list none. Texts are compared character by character. Times as in `JobRow`. */
export interface JobFilter {
  readonly ids?: readonly string[]
  readonly states?: readonly JobState[]
  readonly trigger?: string
  readonly table?: string
  readonly key?: string
  readonly provider?: string
  readonly orderingKey?: string
  /** Part of the last error, taken literally, in either case (of ASCII letters at least). */
  readonly error?: string
  /** Appended at or after, before. */
  readonly createdFrom?: number
  readonly createdTo?: number
  /** Finished at or after, before. */
  readonly finishedFrom?: number
  readonly finishedTo?: number
}

export interface JobQuery extends JobFilter {
  /** At most so many. */
  readonly limit: number
  /** Only ids below this one. */
  readonly cursor?: string
}

/** What is paused: all Jobs of a trigger (by tag), of a provider or of an ordering key. */
export interface PauseTarget {
  readonly kind: 'trigger' | 'provider' | 'key'
  readonly name: string
}

export interface OutboxStats {
  /** Jobs by state. */
  readonly counts: Readonly<Record<JobState, number>>
  /** Of the ready ones, those that are due. */
  readonly due: number
  /** How long the oldest of these has been due, in milliseconds; absent where none is. */
  readonly oldestDueMs?: number
  readonly paused: readonly PauseTarget[]
  /** Ids of the workers that have announced themselves. */
  readonly workers: readonly string[]
}
