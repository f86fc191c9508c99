import { type Port, StoreError } from '@triggerkit/core/adapter'
import { TablesConnection } from '../connection/tables-connection.ts'
import { dialectOf } from '../dialect/dialect-of.ts'
import { createStoreSql } from '../statement/store-sql.ts'
import type { StoreConnection } from './store-connection.ts'

/** The ORMs that are connected, of which the first one that has the right database is the store's. */
export class StorePorts {
  readonly #schema: string | undefined
  readonly #listens: boolean
  readonly #ports = new Set<Port>()
  #connection: StoreConnection | undefined

  constructor(schema: string | undefined, listens: boolean) {
    this.#schema = schema
    this.#listens = listens
  }

  connect(port: Port): void {
    this.#ports.add(port)
  }

  disconnect(port: Port): void {
    this.#ports.delete(port)
    if (this.#connection?.port === port) this.#connection = undefined
  }

  /** @throws StoreError of code `STORE_UNCONNECTED`, or `STORE_PORT`. */
  current(): StoreConnection {
    this.#connection ??= this.#find()
    if (this.#connection !== undefined) return this.#connection
    throw this.#ports.size === 0 ? unconnected() : this.#unsuited()
  }

  #find(): StoreConnection | undefined {
    for (const port of this.#ports) {
      const { sql } = port
      if (sql === undefined || (this.#listens && sql.database !== 'postgres')) continue
      return new TablesConnection(port, sql, createStoreSql(dialectOf(sql.database), this.#schema))
    }
    return undefined
  }

  #unsuited(): StoreError {
    const database = [...this.#ports].flatMap(({ sql }) => sql?.database ?? [])[0]
    const message =
      database === undefined
        ? 'sqlStore() keeps definitions in an SQL database, and this ORM has none. For Mongoose use mongoStore() of @triggerkit/mongoose.'
        : `sqlStore({ listen }) is for PostgreSQL, and this database is ${database}. Leave \`listen\` out: the store is asked for changes.`
    return new StoreError({ code: 'STORE_PORT', message })
  }
}

function unconnected(): StoreError {
  const message =
    'sqlStore() keeps definitions in the database of an ORM, and none is connected to the engine. Connect it first: give the engine to its ' +
    'adapter, and with TypeORM call `await dataSource.initialize()`.'
  return new StoreError({ code: 'STORE_UNCONNECTED', message })
}
