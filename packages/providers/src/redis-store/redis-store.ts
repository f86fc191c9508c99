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
import { watchBySubscription } from '@triggerkit/core/adapter'
import { appendEntry, type EntryPlace, type Newest } from './append-entry.ts'
import { StoreConnection } from './store-connection.ts'
import { readEntry, readHead, toStoredTrigger, toStoredVersion } from './store-entry.ts'
import { changesField, fromKeyPart, type StoreKeys, storeKeys, toKeyPart } from './store-keys.ts'
import { assertStoreOptions, defaultPrefix, type RedisStoreOptions } from './store-options.ts'

/**
 * A store of trigger definitions in Redis, by ioredis (install it beside this package): every version of every trigger, changed by one script, which
 * also tells all who watch. It is as durable as Redis' own persistence: `appendonly yes`.
 *
 * ```ts
 * const triggers = createTriggers({ product: 'shop', store: redisStore({ url: 'redis://localhost:6379' }) })
 * ```
 *
 * @throws StoreError of code `STORE_OPTIONS` that tells everything that is wrong with the options.
 */
export function redisStore(options: RedisStoreOptions): TriggerStore {
  return new RedisStore(options)
}

class RedisStore implements TriggerStore {
  readonly #connection: StoreConnection
  readonly #prefix: string
  /** What ends the watches that have not ended. */
  readonly #watches = new Set<() => Promise<void>>()

  constructor(options: RedisStoreOptions) {
    assertStoreOptions(options)
    this.#connection = new StoreConnection(options)
    this.#prefix = options.prefix ?? defaultPrefix
  }

  async create(
    scope: StoreScope,
    tag: string,
    definition: JsonDefinition,
    note: ChangeNote = {},
  ): Promise<StoredTrigger> {
    const made = await appendEntry(this.#place(scope, tag, 'create'), note, ({ stored }) => {
      if (stored !== undefined) throw new TriggerExistsError({ tag, ...scope })
      return { operation: 'create', definition }
    })
    return toStoredTrigger(tag, made!)
  }

  async update(
    scope: StoreScope,
    tag: string,
    definition: JsonDefinition,
    change: StoreChange = {},
  ): Promise<StoredTrigger> {
    const made = await appendEntry(this.#place(scope, tag, 'update'), change, (newest) => {
      if (newest.stored === undefined) throw new TriggerNotFoundError({ tag, ...scope })
      assertExpected(newest, tag, change)
      return { operation: 'update', definition, createdAt: newest.stored.createdAt }
    })
    return toStoredTrigger(tag, made!)
  }

  async fetch(scope: StoreScope, tag: string): Promise<StoredTrigger | undefined> {
    const keys = this.#keys(scope)
    const [text] = await this.#connection.send('fetch the trigger', ['hget', keys.newest, toKeyPart(tag)])
    if (typeof text !== 'string') return undefined
    const entry = readEntry(text, tag, keys.newest)
    return entry.operation === 'delete' ? undefined : toStoredTrigger(tag, entry)
  }

  async fetchAll(scope: StoreScope): Promise<StoredEntry[]> {
    const { newest } = this.#keys(scope)
    const [fields] = await this.#connection.send('fetch the triggers', ['hgetall', newest])
    return Object.entries(fields as Record<string, string>).flatMap(([part, text]) =>
      part === changesField ? [] : toStoredEntries(fromKeyPart(part), text, newest),
    )
  }

  async delete(scope: StoreScope, tag: string, change: StoreChange = {}): Promise<boolean> {
    const made = await appendEntry(this.#place(scope, tag, 'delete'), change, (newest) => {
      if (newest.stored === undefined) return undefined
      assertExpected(newest, tag, change)
      return { operation: 'delete' }
    })
    return made !== undefined
  }

  async history(scope: StoreScope, tag: string, { limit, before }: HistoryQuery): Promise<StoredVersion[]> {
    const key = this.#keys(scope).history(tag)
    const doing = 'fetch the history'
    const [count] = await this.#connection.send(doing, ['hlen', key])
    const newest = Math.min(Number(count), (before ?? Number.POSITIVE_INFINITY) - 1)
    const versions = Array.from({ length: Math.max(0, Math.min(limit, newest)) }, (_, index) => newest - index)
    if (versions.length === 0) return []
    const [texts] = await this.#connection.send(doing, ['hmget', key, ...versions])
    return (texts as (string | null)[]).flatMap((text, index) =>
      text === null ? [] : readVersion(text, tag, key).filter(({ version }) => version === versions[index]),
    )
  }

  async watch(scope: StoreScope, watcher: StoreWatcher): Promise<() => Promise<void>> {
    const { newest, channel } = this.#keys(scope)
    const mark = async (): Promise<string> => {
      const [changes] = await this.#connection.send('look for changes', ['hget', newest, changesField])
      return String(changes)
    }
    const endWatch = await watchBySubscription(watcher, {
      subscribe: (changed, lost) => this.#connection.subscribe(channel, changed, lost),
      mark,
    })
    const end = async (): Promise<void> => {
      this.#watches.delete(end)
      await endWatch()
    }
    this.#watches.add(end)
    return end
  }

  async close(): Promise<void> {
    await Promise.all([...this.#watches].map((end) => end()))
    await this.#connection.close()
  }

  #keys(scope: StoreScope): StoreKeys {
    return storeKeys(this.#prefix, this.#connection.clientPrefix, scope)
  }

  #place(scope: StoreScope, tag: string, verb: string): EntryPlace {
    return { connection: this.#connection, keys: this.#keys(scope), tag, doing: `${verb} the trigger` }
  }
}

function assertExpected({ version }: Newest, tag: string, { expectedVersion: expected }: StoreChange): void {
  if (expected !== undefined && expected !== version) throw new StoreConflictError({ tag, expected, found: version })
}

/** None of one that is deleted. */
function toStoredEntries(tag: string, text: string, key: string): StoredEntry[] {
  try {
    const entry = readEntry(text, tag, key)
    return entry.operation === 'delete' ? [] : [toStoredTrigger(tag, entry)]
  } catch (error) {
    return [{ tag, version: 0, problem: error as Error }]
  }
}

/** A version whose definition cannot be read has none; what says nothing at all is left out. The rest of the history is worth no less. */
function readVersion(text: string, tag: string, key: string): StoredVersion[] {
  try {
    return [toStoredVersion(tag, readEntry(text, tag, key))]
  } catch {
    return readHead(text, tag)
  }
}
