import {
  type ChangeNote,
  type HistoryQuery,
  type JsonDefinition,
  type StoreChange,
  StoreConflictError,
  type StoredEntry,
  type StoredTrigger,
  type StoredVersion,
  type StoreScope,
  type StoreWatcher,
  TriggerExistsError,
  TriggerNotFoundError,
  type TriggerStore,
} from '@triggerkit/core'
import type { Port } from '@triggerkit/core/adapter'
import { fromStoredText, toStoredText } from '../database/stored-text.ts'
import { appendVersion, newestOf } from './append-version.ts'
import { fetchNewest } from './fetch-newest.ts'
import type { StoreDatabase } from './store-database.ts'
import { StorePorts } from './store-ports.ts'
import { nextVersion, scopeFilter, toStoredTrigger, toStoredVersion, type VersionDocument } from './version-document.ts'
import { watchStore } from './watch-store.ts'

/**
 * A store of trigger definitions in MongoDB, in the database of the first Mongoose connection whose models have the engine's triggers: the collection
 * `triggerkit_triggers`, which `triggers.migrate()` makes. It holds every version of every trigger, one document each.
 *
 * ```ts
 * const triggers = createTriggers({ product: 'shop', database: 'orders-db', store: mongoStore() })
 * ```
 */
export function mongoStore(): TriggerStore {
  return new MongoStore()
}

class MongoStore implements TriggerStore {
  readonly #ports = new StorePorts()

  connect(port: Port): void {
    this.#ports.add(port)
  }

  disconnect(port: Port): void {
    this.#ports.remove(port)
  }

  async migrate(): Promise<void> {
    await this.#ports.database().migrate()
  }

  async create(
    scope: StoreScope,
    tag: string,
    definition: JsonDefinition,
    note: ChangeNote = {},
  ): Promise<StoredTrigger> {
    const made = await appendVersion(await this.#database(), scope, tag, note, (newest) => {
      if (isStored(newest)) throw new TriggerExistsError({ tag, ...scope })
      return { version: nextVersion(newest), operation: 'create', definition }
    })
    return toStoredTrigger(made!)
  }

  async update(
    scope: StoreScope,
    tag: string,
    definition: JsonDefinition,
    change: StoreChange = {},
  ): Promise<StoredTrigger> {
    const made = await appendVersion(await this.#database(), scope, tag, change, (newest) => {
      if (!isStored(newest)) throw new TriggerNotFoundError({ tag, ...scope })
      return { version: following(newest, tag, change), operation: 'update', definition, createdAt: newest.createdAt }
    })
    return toStoredTrigger(made!)
  }

  async fetch(scope: StoreScope, tag: string): Promise<StoredTrigger | undefined> {
    const newest = await newestOf(await this.#database(), scope, tag)
    return isStored(newest) ? toStoredTrigger(newest) : undefined
  }

  async fetchAll(scope: StoreScope): Promise<StoredEntry[]> {
    return (await fetchNewest(await this.#database(), scope)).map(toStoredEntry)
  }

  async delete(scope: StoreScope, tag: string, change: StoreChange = {}): Promise<boolean> {
    const made = await appendVersion(await this.#database(), scope, tag, change, (newest) =>
      isStored(newest) ? { version: following(newest, tag, change), operation: 'delete' } : undefined,
    )
    return made !== undefined
  }

  async history(scope: StoreScope, tag: string, { limit, before }: HistoryQuery): Promise<StoredVersion[]> {
    const { versions } = await this.#database()
    const filter = {
      ...scopeFilter(scope),
      tag: toStoredText(tag),
      ...(before !== undefined && { version: { $lt: before } }),
    }
    return (await versions.find(filter, { sort: { seq: -1 }, limit }).toArray()).map(toStoredVersion)
  }

  watch(scope: StoreScope, watcher: StoreWatcher): Promise<() => Promise<void>> {
    return watchStore(() => this.#database(), scope, watcher)
  }

  #database(): Promise<StoreDatabase> {
    return this.#ports.database().ready()
  }
}

function isStored(newest: VersionDocument | undefined): newest is VersionDocument {
  return newest !== undefined && newest.operation !== 'delete'
}

/** The number after the newest version's, which has to be the expected one. */
function following(newest: VersionDocument, tag: string, { expectedVersion: expected }: StoreChange): number {
  const version = nextVersion(newest)
  if (expected !== undefined && expected !== newest.version)
    throw new StoreConflictError({ tag, expected, found: newest.version })
  return version
}

function toStoredEntry(document: VersionDocument): StoredEntry {
  try {
    return toStoredTrigger(document)
  } catch (error) {
    const { tag, version } = document
    return { tag: fromStoredText(String(tag)), version: Number(version) || 0, problem: error as Error }
  }
}
