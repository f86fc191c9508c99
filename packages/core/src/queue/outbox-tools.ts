import type { EngineCore } from '../engine/engine-core.ts'
import { OutboxError } from '../errors/outbox-error.ts'
import type { Outbox } from './outbox.ts'

/** `triggers.outbox`: the tables or collections that Jobs are kept in, in every database that is connected. */
export class OutboxTools {
  readonly #core: EngineCore

  constructor(core: EngineCore) {
    this.#core = core
  }

  /**
   * Makes them, or brings them up to date; nothing where they are. For tests, demos and small applications: others keep it among their migrations.
   *
   * @throws OutboxError of code `OUTBOX_ABSENT` where the engine has no outbox, or no ORM is connected.
   */
  async migrate(): Promise<void> {
    for (const outbox of this.#outboxes('migrate')) await outbox.migrate?.()
  }

  /**
   * Resolves where Jobs can be kept.
   *
   * @throws OutboxError of code `OUTBOX_MISSING` or `OUTBOX_OUTDATED`, which name the command that mends it; or as `migrate`.
   */
  async verify(): Promise<void> {
    for (const outbox of this.#outboxes('verify')) await outbox.verify(undefined)
  }

  #outboxes(method: string): Outbox[] {
    const { bound } = this.#core.queue
    if (bound.length > 0) return bound.map(({ outbox }) => outbox)
    const missing =
      this.#core.options.outbox === undefined
        ? 'the engine has none: give it one, createTriggers({ outbox: sqlOutbox() })'
        : 'no ORM is connected to the engine yet: call it when one is'
    throw new OutboxError({
      code: 'OUTBOX_ABSENT',
      message: `triggers.outbox.${method}() needs an outbox, and ${missing}.`,
    })
  }
}
