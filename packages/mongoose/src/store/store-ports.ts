import { type Port, StoreError } from '@triggerkit/core/adapter'
import type { ConnectionLike } from '../mongoose-like.ts'
import { isMongoosePort } from '../port/is-mongoose-port.ts'
import { StoreDatabase } from './store-database.ts'

/** The ORMs that are connected to the engine; the store is in the database of the first one of Mongoose. */
export class StorePorts {
  readonly #ports = new Set<Port>()
  readonly #databases = new WeakMap<ConnectionLike, StoreDatabase>()

  add(port: Port): void {
    this.#ports.add(port)
  }

  remove(port: Port): void {
    this.#ports.delete(port)
  }

  /** @throws StoreError of code `STORE_UNCONNECTED` or `STORE_PORT`. */
  database(): StoreDatabase {
    const port = [...this.#ports].find(isMongoosePort)
    if (port === undefined) throw this.#ports.size === 0 ? unconnected() : foreignPorts()
    const database = this.#databases.get(port.connection) ?? new StoreDatabase(port.connection)
    this.#databases.set(port.connection, database)
    return database
  }
}

function unconnected(): StoreError {
  return new StoreError({
    code: 'STORE_UNCONNECTED',
    message:
      'mongoStore() keeps triggers in the database of a Mongoose connection, and these triggers are connected to none yet. ' +
      'Compile a model with the plugin first: schema.plugin(triggers(engine)), then mongoose.model(…).',
  })
}

function foreignPorts(): StoreError {
  return new StoreError({
    code: 'STORE_PORT',
    message:
      'mongoStore() keeps triggers in the database of a Mongoose connection, and these triggers are connected to none, but to another ORM. ' +
      'Use the store for its database: sqlStore() of @triggerkit/sql.',
  })
}
