import { connectionLost, MqttRefusal } from './mqtt-failure.ts'
import type { MqttLike } from './mqtt-like.ts'
import type { MqttMessage } from './mqtt-message.ts'
import { SendWindow } from './send-window.ts'

/** Receive Maximum where a broker says none. */
const defaultWindow = 65_535

/** A message on its way. */
interface Sent {
  /** Settles with the broker's answer, or with the end of the attempt. */
  confirmed: Promise<void>
  /** Resolves when the broker has answered, or its connection has ended. */
  over: Promise<void>
}

/**
 * Publishes through one client. The client's own queue, which outlives an attempt, is never used: what is not confirmed when its connection ends
 * has failed, and is taken back.
 */
export class MqttSession {
  readonly client: MqttLike
  readonly #window = new SendWindow()
  readonly #failing = new Set<(error: Error) => void>()
  readonly #connecting = new Set<() => void>()
  #lastError: Error | undefined

  constructor(client: MqttLike) {
    this.client = client
    client.on('connect', this.#onConnect)
    client.on('error', this.#onError)
    client.on('disconnect', this.#onDisconnect)
    client.on('close', this.#onClose)
  }

  /** Resolves once there is a connection; rejects with the error of an attempt to make one, or the signal's reason. */
  ready(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason as Error)
    if (this.client.disconnecting) return Promise.reject(new Error('the client was ended'))
    if (this.client.connected) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const settle = (done: () => void): void => {
        this.#connecting.delete(connected)
        this.#failing.delete(failed)
        signal.removeEventListener('abort', aborted)
        done()
      }
      const connected = (): void => settle(resolve)
      const failed = (error: Error): void => settle(() => reject(error))
      const aborted = (): void => settle(() => reject(signal.reason as Error))
      this.#connecting.add(connected)
      this.#failing.add(failed)
      signal.addEventListener('abort', aborted, { once: true })
    })
  }

  /** Resolves when the broker has confirmed the message as its QoS says. */
  async publish(message: MqttMessage, signal: AbortSignal): Promise<void> {
    await this.ready(signal)
    if (message.options.qos === 0) return this.#send(message, signal).confirmed
    await this.#window.take(this.client.serverProperties?.receiveMaximum ?? defaultWindow, signal)
    let sent: Sent | undefined
    try {
      await this.ready(signal)
      sent = this.#send(message, signal)
    } finally {
      // The broker counts a message as under way until it has answered, also one that nobody waits for any more.
      void (sent?.over ?? Promise.resolve()).then(() => this.#window.free())
    }
    return sent.confirmed
  }

  /** Listens to the client no more. */
  detach(): void {
    this.client.off('connect', this.#onConnect)
    this.client.off('error', this.#onError)
    this.client.off('disconnect', this.#onDisconnect)
    this.client.off('close', this.#onClose)
    this.#fail(new Error('the provider was closed before the broker confirmed it'))
  }

  #send({ topic, payload, options }: MqttMessage, signal: AbortSignal): Sent {
    let isOver = (): void => undefined
    const over = new Promise<void>((resolve) => (isOver = resolve))
    const confirmed = new Promise<void>((resolve, reject) => {
      let messageId: number | undefined
      const end = (error?: Error | null): void => {
        this.#failing.delete(failed)
        signal.removeEventListener('abort', aborted)
        if (error) reject(error)
        else resolve()
        isOver()
      }
      const failed = (error: Error): void => {
        end(error)
        if (messageId !== undefined) this.client.removeOutgoingMessage(messageId)
      }
      const aborted = (): void => reject(signal.reason as Error)
      this.#failing.add(failed)
      signal.addEventListener('abort', aborted, { once: true })
      const earlier = this.client.getLastMessageId()
      this.client.publish(topic, payload, options, end)
      const latest = this.client.getLastMessageId()
      if (latest !== earlier) messageId = latest
    })
    return { confirmed, over }
  }

  #fail(error: Error): void {
    for (const failed of [...this.#failing]) failed(error)
  }

  readonly #onConnect = (): void => {
    this.#lastError = undefined
    for (const connected of [...this.#connecting]) connected()
  }

  readonly #onError = (error: Error): void => {
    this.#lastError = error
  }

  /** A broker that ends the connection for what one message was cannot say which: only a message that is alone there is to blame. */
  readonly #onDisconnect = ({ reasonCode = 0 }: { reasonCode?: number }): void => {
    const message = `the broker ended the connection (reason code ${reasonCode})`
    this.#lastError = this.#failing.size === 1 ? new MqttRefusal(reasonCode, message) : new Error(message)
  }

  readonly #onClose = (): void => {
    this.#fail(this.#lastError ?? new Error(connectionLost))
    this.#lastError = undefined
  }
}
