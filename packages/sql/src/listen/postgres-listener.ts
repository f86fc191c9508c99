import type { SqlStatement } from '@triggerkit/core/adapter'

/** A client of `pg`, as far as it is used. */
export interface PgClientLike {
  query(text: string): Promise<unknown>
  on(event: 'notification', listener: (message: { channel: string; payload?: string }) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  removeListener(event: 'notification', listener: (message: { channel: string; payload?: string }) => void): unknown
  removeListener(event: 'error', listener: (error: Error) => void): unknown
}

/** Who is told of what happens on a channel. */
export interface ChannelListener {
  told(payload: string): void
  /** The connection is lost: nothing more is told. */
  lost?(error: Error): void
}

/** Tells those who listen on a channel. */
export function notification(channel: string, payload = ''): SqlStatement {
  return {
    sql: payload === '' ? `SELECT pg_notify('${channel}', '')` : `SELECT pg_notify('${channel}', $1)`,
    parameters: payload === '' ? [] : [payload],
    returnsRows: false,
  }
}

/** Hears what is told on a channel by NOTIFY. Where the connection is lost nothing more is told, and those who listen poll (R45). */
export class PostgresListener {
  readonly #channel: string
  readonly #client: PgClientLike
  readonly #listeners = new Set<ChannelListener>()
  #begun: Promise<void> | undefined
  /** Why the connection is lost; a client of `pg` makes no other one. */
  #lost: Error | undefined

  constructor(channel: string, client: PgClientLike) {
    this.#channel = channel
    this.#client = client
  }

  /** Where the connection was lost before, that is told at once. */
  async listen(listener: ChannelListener): Promise<() => Promise<void>> {
    const own: ChannelListener = { told: (payload) => listener.told(payload), lost: (error) => listener.lost?.(error) }
    this.#listeners.add(own)
    const end = async (): Promise<void> => {
      if (this.#listeners.delete(own) && this.#listeners.size === 0) await this.#end()
    }
    try {
      if (this.#lost === undefined) await (this.#begun ??= this.#begin())
      else own.lost?.(this.#lost)
      return end
    } catch (error) {
      await end()
      throw error
    }
  }

  async #begin(): Promise<void> {
    this.#client.on('notification', this.#onNotification)
    this.#client.on('error', this.#onError)
    await this.#client.query(`LISTEN ${this.#channel}`)
  }

  async #end(): Promise<void> {
    this.#begun = undefined
    this.#client.removeListener('notification', this.#onNotification)
    this.#client.removeListener('error', this.#onError)
    // A connection that is gone listens no more.
    await this.#client.query(`UNLISTEN ${this.#channel}`).catch(() => undefined)
  }

  readonly #onNotification = ({ channel, payload = '' }: { channel: string; payload?: string }): void => {
    if (channel !== this.#channel) return
    for (const each of this.#listeners) each.told(payload)
  }

  /** Without a listener of its errors a client that loses its connection would end the process. */
  readonly #onError = (error: Error): void => {
    this.#lost = error
    for (const each of this.#listeners) each.lost?.(error)
  }
}
