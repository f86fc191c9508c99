import type {
  ChangeNote,
  HistoryQuery,
  JsonDefinition,
  StoreChange,
  StoredEntry,
  StoredTrigger,
  StoredVersion,
  StoreScope,
  StoreWatcher,
  TriggerStore,
} from '@triggerkit/core'
import { isUnreadable, type Port, type Row, type SqlStatement } from '@triggerkit/core/adapter'
import { retryTransient } from '../connection/retry-transient.ts'
import { PostgresListener } from '../listen/postgres-listener.ts'
import { migrate } from '../migration/migrate.ts'
import { verifyTables } from '../migration/verify-tables.ts'
import type { SqlStoreOptions } from '../sql-store.ts'
import { countChanges } from '../statement/count-changes.ts'
import { findTrigger } from '../statement/find-trigger.ts'
import { findTriggers } from '../statement/find-triggers.ts'
import { findVersions } from '../statement/find-versions.ts'
import type { StoreSql } from '../statement/store-sql.ts'
import { changeDefinition, channel } from './change-definition.ts'
import { definitionFormat as format } from './read-definition.ts'
import { readTrigger, readVersion } from './read-trigger.ts'
import type { StoreConnection } from './store-connection.ts'
import { StorePorts } from './store-ports.ts'
import { storeTables } from './store-tables.ts'
import { toScopeHash, toTagKey } from './to-tag-key.ts'
import { watchStore } from './watch-store.ts'

const defaultPollMs = 500

/** Definitions in tables of the ORM's database; reads and changes run past all triggers. */
export class SqlTriggerStore implements TriggerStore {
  readonly #ports: StorePorts
  readonly #pollMs: number
  readonly #listener: PostgresListener | undefined
  /** The connection whose tables were found to be there. */
  #verified: StoreConnection | undefined

  constructor({ schema, pollMs = defaultPollMs, listen }: SqlStoreOptions) {
    this.#ports = new StorePorts(schema, listen !== undefined)
    this.#pollMs = pollMs
    this.#listener = listen && new PostgresListener(channel, listen.client)
  }

  async create(scope: StoreScope, tag: string, definition: JsonDefinition, note?: ChangeNote): Promise<StoredTrigger> {
    const change = { operation: 'create', definition: JSON.stringify(definition), format } as const
    return toStored(await changeDefinition(await this.#connection(), scope, tag, change, note))
  }

  async update(
    scope: StoreScope,
    tag: string,
    definition: JsonDefinition,
    { expectedVersion, ...note }: StoreChange = {},
  ): Promise<StoredTrigger> {
    const change = { operation: 'update', definition: JSON.stringify(definition), format, expectedVersion } as const
    return toStored(await changeDefinition(await this.#connection(), scope, tag, change, note))
  }

  async fetch(scope: StoreScope, tag: string): Promise<StoredTrigger | undefined> {
    const [row] = await this.#rows((sql) => findTrigger(sql, toTagKey(scope, tag)))
    return row === undefined || row.definition === null ? undefined : toStored(row)
  }

  async fetchAll(scope: StoreScope): Promise<StoredEntry[]> {
    return (await this.#rows((sql) => findTriggers(sql, toScopeHash(scope)))).map(readTrigger)
  }

  async delete(scope: StoreScope, tag: string, { expectedVersion, ...note }: StoreChange = {}): Promise<boolean> {
    const change = { operation: 'delete', format, expectedVersion } as const
    return (await changeDefinition(await this.#connection(), scope, tag, change, note)) !== undefined
  }

  async history(scope: StoreScope, tag: string, query: HistoryQuery): Promise<StoredVersion[]> {
    const rows = await this.#rows((sql) => findVersions(sql, toTagKey(scope, tag), query))
    return rows.map((row) => readVersion(tag, row))
  }

  async watch(scope: StoreScope, watcher: StoreWatcher): Promise<() => Promise<void>> {
    const scopeHash = toScopeHash(scope)
    const mark = async (): Promise<string> => {
      const [counts] = await this.#rows((sql) => countChanges(sql, scopeHash))
      return `${counts!.tags} ${counts!.changes} ${counts!.newest}`
    }
    return watchStore({ watcher, scopeHash, mark, pollMs: this.#pollMs, listener: this.#listener })
  }

  connect(port: Port): void {
    this.#ports.connect(port)
  }

  disconnect(port: Port): void {
    this.#ports.disconnect(port)
  }

  async migrate(): Promise<void> {
    await migrate(this.#ports.current())
  }

  async #rows(statement: (sql: StoreSql) => SqlStatement): Promise<Row[]> {
    const connection = await this.#connection()
    return retryTransient(connection.sql, () => connection.rows(undefined, statement(connection.sql)))
  }

  /** Looks once whether the tables are there, in a version that this program knows. */
  async #connection(): Promise<StoreConnection> {
    const connection = this.#ports.current()
    if (connection !== this.#verified) {
      await retryTransient(connection.sql, () =>
        verifyTables(connection.connection, connection.sql, undefined, storeTables),
      )
      this.#verified = connection
    }
    return connection
  }
}

function toStored(row: Row | undefined): StoredTrigger {
  const entry = readTrigger(row!)
  if (isUnreadable(entry)) throw entry.problem
  return entry
}
