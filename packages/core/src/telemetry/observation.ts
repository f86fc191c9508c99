import type { Phase, Timing } from '../action/action-definition.ts'
import type { WriteOperation } from '../adapter/write.ts'
import type { ConcreteEvent } from '../trigger/trigger-event.ts'

/** Strings that a Job carries from where it is made to where it runs, such as a trace's id: `{ traceparent: '00-…' }`. */
export type Carried = Readonly<Record<string, string>>

/** A Write that some trigger has to see, before its first statement. */
export interface ObservedWrite {
  readonly table: string
  readonly operation: WriteOperation
  /** Triggers that may match, of an upsert those of both operations; their conditions have not been asked yet. */
  readonly triggers: number
  /** Part of a transaction that the application opened, which may roll it back after it has ended. */
  readonly inTransaction: boolean
}

export interface WriteEnd extends ObservedEnd {
  /** `rejected`: a trigger blocked it. */
  readonly outcome: 'completed' | 'rejected' | 'failed'
  /** Rows that it wrote, as far as triggers had to see them. */
  readonly rows: number
}

export interface TriggerIdentity {
  readonly name: string
  readonly tag: string
  /** 0 of one in code. */
  readonly version: number
  readonly origin: 'code' | 'stored'
}

/**
 * A trigger whose condition held, before its actions of one phase run: those before the Write, in its transaction or after its commit; `queued`
 * while its Jobs are made; `manual` by `triggers.execute`. A trigger with actions in several phases is told of in each.
 */
export interface ObservedTrigger {
  readonly trigger: TriggerIdentity
  readonly event: ConcreteEvent
  readonly table: string
  readonly phase: 'before' | Phase | 'queued' | 'manual'
  /** Changes that met its condition; those of in-transaction actions come together. */
  readonly rows: number
}

/** One attempt of one action. */
export interface ObservedAction {
  readonly trigger: TriggerIdentity
  readonly event: ConcreteEvent
  readonly table: string
  readonly action: { readonly name: string; readonly type: string; readonly family: string }
  readonly phase: 'before' | Phase | 'job'
  readonly timing: Timing
  /** Which attempt it is, from 1: of a Job's action, of the Job. */
  readonly attempt: number
  /** Changes that it does at once. */
  readonly rows: number
  /** Text of the row's key; absent of several rows, of a whole Write, and of a row whose key the database has yet to make. */
  readonly key?: string
  /** Of a Job's action: the Job's id. */
  readonly job?: string
  /**
   * Of an attempt in a transaction: calls back once that, or the savepoint that it was made in, has ended; to be asked for when the attempt ends.
   * False: too many wait for this transaction already. What is never told to have ended, as its connection broke, is not called back.
   */
  readonly onTransactionEnd?: (callback: (isCommitted: boolean) => void) => boolean
}

export interface ActionEnd extends ObservedEnd {
  /**
   * `retried`: failed, and is to be tried again; `rejected`: it blocked the Write. What `completed` in a transaction is undone where that is
   * rolled back.
   */
  readonly outcome: 'completed' | 'retried' | 'rejected' | 'failed'
}

/** A Job that was appended; in a transaction, which may still be rolled back. */
export interface ObservedJob {
  readonly id: string
  readonly trigger: { readonly tag: string; readonly version: number }
  readonly action: string
  /** The action's type, or `custom:name` of a function. */
  readonly handler: string
  readonly provider: string
  readonly table: string
  /** Text of the row's key; empty for a whole Write. */
  readonly key: string
}

/** An attempt of a Job, once a worker has claimed and read it. */
export interface ObservedAttempt extends ObservedJob {
  /** From 1. */
  readonly attempt: number
  /** When it was appended, milliseconds since 1970. */
  readonly createdAt: number
}

export interface JobEnd extends ObservedEnd {
  /** `dead` and `discarded`: for good; `released`: given back; `lost`: somebody else has it by now. */
  readonly outcome: 'completed' | 'retried' | 'dead' | 'discarded' | 'released' | 'lost'
}

/** What a store was read for, by `load()` or because it changed. */
export interface ObservedStoreRead {
  /** Triggers that are active now. */
  readonly loaded: number
  /** Definitions that are not, and why. */
  readonly skipped: readonly { readonly tag: string; readonly version: number; readonly error: Error }[]
  /** It could not be read: what is active stays. */
  readonly error?: Error
}

export interface ObservedEnd {
  readonly durationMs: number
  /** What it failed with; secrets are taken out (R48). */
  readonly error?: Error
}
