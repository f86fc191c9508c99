import type { RabbitConnection } from './rabbit-connection.ts'

/** Declares each queue once, on a channel of its own, as the broker closes the channel where it refuses. */
export class QueueDeclarations {
  readonly #connection: RabbitConnection
  readonly #given: Readonly<Record<string, unknown>> | undefined
  readonly #declared = new Map<string, Promise<void>>()

  /** `given` are the arguments of every queue. */
  constructor(connection: RabbitConnection, given: Readonly<Record<string, unknown>> | undefined) {
    this.#connection = connection
    this.#given = given
  }

  ensure(queue: string): Promise<void> {
    const known = this.#declared.get(queue)
    if (known !== undefined) return known
    const declaring = this.#declare(queue)
    this.#declared.set(queue, declaring)
    declaring.catch(() => this.forget(queue))
    return declaring
  }

  /** It is declared again when it is next needed. */
  forget(queue: string): void {
    this.#declared.delete(queue)
  }

  async #declare(queue: string): Promise<void> {
    const channel = await this.#connection.channel()
    try {
      await channel.queueDeclare({ queue, durable: true, arguments: { ...this.#given } })
    } finally {
      await channel.close()
    }
  }
}
