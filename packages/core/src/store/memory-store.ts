import { StoreConflictError } from '../errors/store-conflict-error.ts'
import { TriggerExistsError } from '../errors/trigger-exists-error.ts'
import { TriggerNotFoundError } from '../errors/trigger-not-found-error.ts'
import { cloneValue } from '../value/clone.ts'
import type {
  ChangeNote,
  HistoryQuery,
  JsonDefinition,
  StoreChange,
  StoredTrigger,
  StoredVersion,
  StoreScope,
  StoreWatcher,
  TriggerStore,
} from './trigger-store.ts'

/** A store in this process's memory: nothing of it outlives the process, and no other process sees it. For tests and first steps. */
export function memoryStore(): TriggerStore {
  return new MemoryStore()
}

/** All that was ever stored under one tag. */
interface Kept {
  current?: StoredTrigger
  /** The oldest first. */
  history: StoredVersion[]
}

class MemoryStore implements TriggerStore {
  readonly #scopes = new Map<string, Map<string, Kept>>()
  readonly #watchers = new Map<string, Set<StoreWatcher>>()

  async create(scope: StoreScope, tag: string, definition: JsonDefinition, note?: ChangeNote): Promise<StoredTrigger> {
    const kept = this.#tags(scope).get(tag) ?? { history: [] }
    if (kept.current !== undefined) throw new TriggerExistsError({ tag, ...scope })
    this.#tags(scope).set(tag, kept)
    const at = new Date().toISOString()
    const version = kept.history.length + 1
    return this.#keep(scope, kept, { tag, version, definition, createdAt: at, updatedAt: at }, 'create', note)
  }

  async update(
    scope: StoreScope,
    tag: string,
    definition: JsonDefinition,
    change?: StoreChange,
  ): Promise<StoredTrigger> {
    const kept = this.#tags(scope).get(tag)
    if (kept?.current === undefined) throw new TriggerNotFoundError({ tag, ...scope })
    const { version, createdAt } = assertExpected(kept.current, change)
    const updated = { tag, version: version + 1, definition, createdAt, updatedAt: new Date().toISOString() }
    return this.#keep(scope, kept, updated, 'update', change)
  }

  async fetch(scope: StoreScope, tag: string): Promise<StoredTrigger | undefined> {
    return cloneValue(this.#tags(scope).get(tag)?.current)
  }

  async fetchAll(scope: StoreScope): Promise<StoredTrigger[]> {
    return [...this.#tags(scope).values()].flatMap(({ current }) =>
      current === undefined ? [] : [cloneValue(current)],
    )
  }

  async delete(scope: StoreScope, tag: string, change?: StoreChange): Promise<boolean> {
    const kept = this.#tags(scope).get(tag)
    if (kept?.current === undefined) return false
    const { version } = assertExpected(kept.current, change)
    kept.current = undefined
    kept.history.push(entry({ tag, version: version + 1, operation: 'delete', at: new Date().toISOString() }, change))
    this.#changed(scope)
    return true
  }

  async history(scope: StoreScope, tag: string, { limit, before }: HistoryQuery): Promise<StoredVersion[]> {
    const all = this.#tags(scope).get(tag)?.history ?? []
    const asked = before === undefined ? all : all.slice(0, Math.max(0, before - 1))
    return asked.toReversed().slice(0, limit).map(cloneValue)
  }

  async watch(scope: StoreScope, given: StoreWatcher): Promise<() => Promise<void>> {
    const watchers = this.#watchers.get(keyOf(scope)) ?? new Set()
    this.#watchers.set(keyOf(scope), watchers)
    const watcher: StoreWatcher = { changed: () => given.changed(), failed: (error) => given.failed(error) }
    watchers.add(watcher)
    return async () => void watchers.delete(watcher)
  }

  #tags(scope: StoreScope): Map<string, Kept> {
    const key = keyOf(scope)
    const tags = this.#scopes.get(key) ?? new Map<string, Kept>()
    this.#scopes.set(key, tags)
    return tags
  }

  #keep(
    scope: StoreScope,
    kept: Kept,
    trigger: StoredTrigger,
    operation: 'create' | 'update',
    note: ChangeNote | undefined,
  ): StoredTrigger {
    const { tag, version, definition, updatedAt: at } = trigger
    kept.current = cloneValue(trigger)
    kept.history.push(cloneValue(entry({ tag, version, operation, definition, at }, note)))
    this.#changed(scope)
    return cloneValue(trigger)
  }

  /** Told when the caller has its answer; a watcher that ended meanwhile hears nothing. */
  #changed(scope: StoreScope): void {
    const watchers = this.#watchers.get(keyOf(scope))
    queueMicrotask(() => watchers?.forEach((watcher) => watcher.changed()))
  }
}

function assertExpected(current: StoredTrigger, { expectedVersion }: StoreChange = {}): StoredTrigger {
  if (expectedVersion === undefined || expectedVersion === current.version) return current
  throw new StoreConflictError({ tag: current.tag, expected: expectedVersion, found: current.version })
}

function entry(version: StoredVersion, { by, reason }: ChangeNote = {}): StoredVersion {
  return { ...version, ...(by !== undefined && { by }), ...(reason !== undefined && { reason }) }
}

function keyOf({ product, database }: StoreScope): string {
  return JSON.stringify([product, database])
}
