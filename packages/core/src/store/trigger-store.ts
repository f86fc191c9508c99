import type { Port } from '../adapter/port.ts'

/** Whose definitions: stored triggers are unique by product, database and tag (R37). */
export interface StoreScope {
  readonly product: string
  readonly database: string
}

/** A definition as it is kept: plain JSON, in the form in which it was given. */
export type JsonDefinition = Readonly<Record<string, unknown>>

/** One stored definition with what the store knows of it. */
export interface StoredTrigger {
  /** Unique within its product and database; the definition carries the same. */
  readonly tag: string
  /** From 1, one more with each change of the tag; it goes on where a deleted tag is created again. */
  readonly version: number
  readonly definition: JsonDefinition
  /** ISO 8601 in UTC. */
  readonly createdAt: string
  readonly updatedAt: string
}

/** What the store has under a tag and cannot read: a broken file, two files of one tag, an entry of a format that it does not know. */
export interface UnreadableTrigger {
  readonly tag: string
  /** 0 where it is not known. */
  readonly version: number
  /** Says what is wrong, where (file and line, where there are any), and how to mend it. */
  readonly problem: Error
}

export type StoredEntry = StoredTrigger | UnreadableTrigger

/** What is written into the history beside a change. */
export interface ChangeNote {
  /** Who. */
  readonly by?: string
  /** Why. */
  readonly reason?: string
}

export interface StoreChange extends ChangeNote {
  /** Only where this is the stored version: compared and changed in one step. Absent: whatever is there. */
  readonly expectedVersion?: number
}

/** One entry of a tag's history. */
export interface StoredVersion extends ChangeNote {
  readonly tag: string
  readonly version: number
  readonly operation: 'create' | 'update' | 'delete'
  /** As it was from then on; absent where it was deleted, or cannot be read any more. */
  readonly definition?: JsonDefinition
  /** ISO 8601 in UTC. */
  readonly at: string
}

export interface HistoryQuery {
  /** At most so many. */
  readonly limit: number
  /** Only versions below this one. */
  readonly before?: number
}

/** Hears of what happens in a store. */
export interface StoreWatcher {
  /** Something may have changed. */
  changed(): void
  /** The store cannot tell of changes now; it goes on trying, and calls `changed` when it can again. */
  failed(error: Error): void
}

/**
 * Where trigger definitions are kept. A store keeps and hands out JSON and judges nothing: the engine checks a definition before it is
 * stored, and again when it is loaded. What it hands out is the caller's: no change to it reaches the store.
 *
 * Each call is atomic, also among processes: two `create` of one tag, one succeeds; two `update` that name the same version, one succeeds. With
 * each change goes an entry into the history, in the same step; nothing is ever taken out of it. A failure of the store itself (no connection,
 * no rights) rejects with the store's own error, and nothing is then half stored.
 *
 * It takes little to be one: a table with the key (product, database, tag), a JSON column and a number; a collection with a unique index;
 * a hash per scope and a compare-and-set script; a file per trigger, made with an exclusive flag and replaced by a rename.
 */
export interface TriggerStore {
  /**
   * Keeps a new definition, as version 1; where the tag was deleted before, as the version after its last one.
   *
   * @throws TriggerExistsError where the scope has the tag already.
   */
  create(scope: StoreScope, tag: string, definition: JsonDefinition, note?: ChangeNote): Promise<StoredTrigger>
  /**
   * Puts a definition in place of the stored one.
   *
   * @throws StoreConflictError where another version than the expected one is stored.
   * @throws TriggerNotFoundError where the scope does not have the tag.
   */
  update(scope: StoreScope, tag: string, definition: JsonDefinition, change?: StoreChange): Promise<StoredTrigger>
  /** Undefined where the scope does not have the tag. Rejects with the `problem` where it cannot be read. */
  fetch(scope: StoreScope, tag: string): Promise<StoredTrigger | undefined>
  /** All of the scope, in any order, as of one moment; also what cannot be read. */
  fetchAll(scope: StoreScope): Promise<StoredEntry[]>
  /**
   * Whether the scope had the tag. The deletion is a version of its own in the history.
   *
   * @throws StoreConflictError where another version than the expected one is stored.
   */
  delete(scope: StoreScope, tag: string, change?: StoreChange): Promise<boolean>
  /** What became of a tag, the newest version first, also of one that is deleted; empty where there never was one. */
  history(scope: StoreScope, tag: string, query: HistoryQuery): Promise<StoredVersion[]>
  /**
   * Calls `changed` within a second after a definition of the scope was created, updated or deleted, by whichever process. Several changes
   * may be one call, and a call may come without a change. Resolves when the watch has begun; what it resolves with ends it, after which
   * nothing is called again; it never throws. A store without it cannot serve `load({ watch: true })`.
   */
  watch?(scope: StoreScope, watcher: StoreWatcher): Promise<() => Promise<void>>
  /**
   * An ORM is connected to the engine: a store that keeps definitions in its database uses the first one that it can. What is asked of it before
   * rejects with a `StoreError` of code `STORE_UNCONNECTED`.
   */
  connect?(port: Port): void
  /** The ORM is connected no more. */
  disconnect?(port: Port): void
  /** Makes what it keeps them in, or brings it up to date; nothing where it is. */
  migrate?(): Promise<void>
  /** Ends the connections that the store itself opened. It may be used again afterwards. */
  close?(): Promise<void>
}

export function isUnreadable(entry: StoredEntry): entry is UnreadableTrigger {
  return 'problem' in entry
}
