import { atMost, UnderWay } from '../vendor/under-way.ts'
import type { NatsMessage } from './nats-message.ts'
import type { NatsOptions } from './nats-options.ts'
import { coreSession, type NatsSession, type StoredMessage, streamSession } from './nats-session.ts'
import { loadNats, openConnection } from './open-connection.ts'

const closeMs = 2_000

interface LiveSession {
  session: NatsSession
  /** Whom to tell when the connection ends: the client forgets some of those who wait for the server. */
  waiting: Set<(error: unknown) => void>
}

/** The connection that messages go by: opened when it is first needed, and again after it broke; or the user's, which reconnects by itself. */
export class NatsSessions {
  readonly #options: NatsOptions
  readonly #underWay = new UnderWay()
  #opening: Promise<LiveSession> | undefined
  #isClosed = false

  constructor(options: NatsOptions) {
    this.#options = options
  }

  send(message: NatsMessage, signal: AbortSignal): Promise<StoredMessage | undefined> {
    return this.#underWay.add(
      this.#use((session) => {
        signal.throwIfAborted()
        return session.send(message)
      }),
    )
  }

  /** Whether the server answers. */
  check(): Promise<void> {
    return this.#use(({ client }) => client.flush())
  }

  /** Waits for what is under way, a moment; then ends the connection where that is its own. */
  async close(): Promise<void> {
    this.#isClosed = true
    const opening = this.#opening
    this.#opening = undefined
    if (opening === undefined) return
    await this.#underWay.ended(closeMs)
    const closing = opening.then(({ session }) => {
      session.detach()
      return this.#options.client === undefined ? session.client.close() : undefined
    })
    await atMost(closeMs, closing)
  }

  async #use<T>(work: (session: NatsSession) => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new Error('the provider is closed')
    this.#opening ??= this.#open()
    const { session, waiting } = await this.#opening
    return new Promise((resolve, reject) => {
      waiting.add(reject)
      work(session)
        .then(resolve, reject)
        .finally(() => waiting.delete(reject))
    })
  }

  #open(): Promise<LiveSession> {
    const waiting: LiveSession['waiting'] = new Set()
    const opening = this.#connect().then((session) => ({ session, waiting }))
    const forget = (): void => {
      if (this.#opening === opening) this.#opening = undefined
    }
    opening.then(async ({ session }) => {
      const error = (await session.client.closed()) ?? new Error('the connection was closed')
      forget()
      for (const reject of waiting) reject(error)
    }, forget)
    return opening
  }

  async #connect(): Promise<NatsSession> {
    const { client, jetStream = true } = this.#options
    const nats = await loadNats()
    const connection = client ?? (await openConnection(nats, this.#options))
    return jetStream ? streamSession(connection, nats, this.#options) : coreSession(connection, nats)
  }
}
