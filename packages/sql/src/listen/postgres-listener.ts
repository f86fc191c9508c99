import type { SqlStatement } from '@triggerkit/core/adapter'
import type { OutboxConnection } from '../outbox/outbox-connection.ts'

const channel = 'triggerkit_jobs'

/** A client of `pg`, as far as it is used. */
export interface PgClientLike {
  query(text: string): Promise<unknown>
  on(event: 'notification', listener: (message: { channel: string }) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  removeListener(event: 'notification', listener: (message: { channel: string }) => void): unknown
  removeListener(event: 'error', listener: (error: Error) => void): unknown
}

/** Tells of new Jobs by LISTEN and NOTIFY. Where the connection is lost nothing more is told, and workers poll as they do anyway (R45). */
export class PostgresListener {
  readonly #outbox: OutboxConnection
  readonly #client: PgClientLike | undefined
  readonly #told = new Set<() => void>()

  constructor(outbox: OutboxConnection, client: PgClientLike | undefined) {
    this.#outbox = outbox
    this.#client = client
  }

  async notify(): Promise<void> {
    const statement: SqlStatement = { sql: `SELECT pg_notify('${channel}', '')`, parameters: [], returnsRows: false }
    await this.#outbox.run(undefined, statement)
  }

  async listen(onAppended: () => void): Promise<() => Promise<void>> {
    const told = (): void => onAppended()
    this.#told.add(told)
    if (this.#told.size === 1) await this.#begin()
    return async () => {
      if (this.#told.delete(told) && this.#told.size === 0) await this.#end()
    }
  }

  async #begin(): Promise<void> {
    const client = this.#client!
    client.on('notification', this.#onNotification)
    client.on('error', ignore)
    await client.query(`LISTEN ${channel}`)
  }

  async #end(): Promise<void> {
    const client = this.#client!
    client.removeListener('notification', this.#onNotification)
    client.removeListener('error', ignore)
    // A connection that is gone listens no more.
    await client.query(`UNLISTEN ${channel}`).catch(ignore)
  }

  readonly #onNotification = (message: { channel: string }): void => {
    if (message.channel !== channel) return
    for (const told of this.#told) told()
  }
}

/** Without a listener of its errors a client that loses its connection would end the process. */
function ignore(): void {}
