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
  /** 1 when it was created, one more with each update. */
  readonly version: number
  readonly definition: JsonDefinition
  /** ISO 8601 in UTC. */
  readonly createdAt: string
  readonly updatedAt: string
}

/**
 * Where trigger definitions are kept. A store keeps and hands out JSON and judges nothing: the engine checks a definition before it is
 * stored, and again when it is loaded. What it hands out is the caller's: no change to it reaches the store.
 *
 * Each call is atomic, also among processes: two `create` of one tag, one succeeds; two `update` that name the same version, one succeeds.
 * A failure of the store itself (no connection, no rights) rejects with the store's own error, and nothing is then half stored.
 *
 * It takes little to be one: a table with the key (product, database, tag), a JSON column and a number; a collection with a unique index;
 * a hash per scope and a compare-and-set script; a file per trigger, made with an exclusive flag and replaced by a rename.
 */
export interface TriggerStore {
  /**
   * Keeps a new definition as version 1. A tag that was deleted before may be created again, as version 1.
   *
   * @throws TriggerExistsError where the scope has the tag already.
   */
  create(scope: StoreScope, tag: string, definition: JsonDefinition): Promise<StoredTrigger>
  /**
   * Puts a definition in place of the stored one. With `expectedVersion` only where that is the stored version: compared and set in one
   * step. Without, whatever is there is replaced.
   *
   * @throws StoreConflictError where another version is stored.
   * @throws TriggerNotFoundError where the scope does not have the tag.
   */
  update(scope: StoreScope, tag: string, definition: JsonDefinition, expectedVersion?: number): Promise<StoredTrigger>
  /** Undefined where the scope does not have the tag. */
  fetch(scope: StoreScope, tag: string): Promise<StoredTrigger | undefined>
  /** All of the scope, in any order, as of one moment. */
  fetchAll(scope: StoreScope): Promise<StoredTrigger[]>
  /** Whether the scope had the tag. */
  delete(scope: StoreScope, tag: string): Promise<boolean>
  /**
   * Calls `onChange` within a second after a definition of the scope was created, updated or deleted, by whichever process. Several changes
   * may be one call, and a call may come without a change. Resolves when the watch has begun; what it resolves with ends it, after which
   * `onChange` is not called again; it never throws. A store without it cannot serve `load({ watch: true })`.
   */
  watch?(scope: StoreScope, onChange: () => void): Promise<() => Promise<void>>
}
