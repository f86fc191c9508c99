import { StoreConflictError } from '../errors/store-conflict-error.ts'
import { TriggerExistsError } from '../errors/trigger-exists-error.ts'
import { TriggerNotFoundError } from '../errors/trigger-not-found-error.ts'
import { cloneValue } from '../value/clone.ts'
import type { JsonDefinition, StoredTrigger, StoreScope, TriggerStore } from './trigger-store.ts'

/** A store in this process's memory: nothing of it outlives the process, and no other process sees it. For tests and first steps. */
export function memoryStore(): TriggerStore {
  return new MemoryStore()
}

class MemoryStore implements TriggerStore {
  readonly #scopes = new Map<string, Map<string, StoredTrigger>>()
  readonly #watchers = new Map<string, Set<() => void>>()

  async create(scope: StoreScope, tag: string, definition: JsonDefinition): Promise<StoredTrigger> {
    if (this.#triggers(scope).has(tag)) throw new TriggerExistsError({ tag, ...scope })
    const now = new Date().toISOString()
    return this.#keep(scope, { tag, version: 1, definition, createdAt: now, updatedAt: now })
  }

  async update(
    scope: StoreScope,
    tag: string,
    definition: JsonDefinition,
    expectedVersion?: number,
  ): Promise<StoredTrigger> {
    const found = this.#triggers(scope).get(tag)
    if (found === undefined) throw new TriggerNotFoundError({ tag, ...scope })
    const { version, createdAt } = found
    if (expectedVersion !== undefined && expectedVersion !== version)
      throw new StoreConflictError({ tag, expected: expectedVersion, found: version })
    return this.#keep(scope, { tag, version: version + 1, definition, createdAt, updatedAt: new Date().toISOString() })
  }

  async fetch(scope: StoreScope, tag: string): Promise<StoredTrigger | undefined> {
    return cloneValue(this.#triggers(scope).get(tag))
  }

  async fetchAll(scope: StoreScope): Promise<StoredTrigger[]> {
    return [...this.#triggers(scope).values()].map(cloneValue)
  }

  async delete(scope: StoreScope, tag: string): Promise<boolean> {
    const deleted = this.#triggers(scope).delete(tag)
    if (deleted) this.#changed(scope)
    return deleted
  }

  async watch(scope: StoreScope, onChange: () => void): Promise<() => Promise<void>> {
    const watchers = this.#watchers.get(keyOf(scope)) ?? new Set()
    this.#watchers.set(keyOf(scope), watchers)
    const watcher = (): void => onChange()
    watchers.add(watcher)
    return async () => void watchers.delete(watcher)
  }

  #triggers(scope: StoreScope): Map<string, StoredTrigger> {
    const key = keyOf(scope)
    const triggers = this.#scopes.get(key) ?? new Map<string, StoredTrigger>()
    this.#scopes.set(key, triggers)
    return triggers
  }

  #keep(scope: StoreScope, trigger: StoredTrigger): StoredTrigger {
    this.#triggers(scope).set(trigger.tag, cloneValue(trigger))
    this.#changed(scope)
    return cloneValue(trigger)
  }

  /** Told when the caller has its answer; a watcher that ended meanwhile hears nothing. */
  #changed(scope: StoreScope): void {
    const watchers = this.#watchers.get(keyOf(scope))
    queueMicrotask(() => watchers?.forEach((watcher) => watcher()))
  }
}

function keyOf({ product, database }: StoreScope): string {
  return JSON.stringify([product, database])
}
