import type { Port } from '../adapter/port.ts'
import type { Outbox } from '../queue/outbox.ts'
import type { JobInfo } from '../queue/worker-events.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import type { EngineCore } from './engine-core.ts'

/** The outbox of one ORM that is connected. */
export interface BoundOutbox {
  readonly outbox: Outbox
  readonly port: Port
}

/** As much of a worker as its engine has to do with. */
export interface RunningWorker {
  /** Absent where it runs no actions. */
  readonly leaseMs?: number
  stop(options: { timeoutMs: number }): Promise<unknown>
}

/** Hears of each Job that died, and why. Its own failure is reported on the console and goes no further. */
export type DeadLetterHandler = (dead: { job: JobInfo; error: Error }) => unknown

/** What an engine's Jobs have in common: how large they may be, the outboxes that hold them, and who is told of new ones. */
export class EngineQueue {
  readonly maxPayloadLength: number
  readonly maxContextLength: number
  readonly onDefinitionGone: 'run' | 'discard'
  /** The workers of this process, by id. */
  readonly workers: Map<string, RunningWorker> = new Map()
  readonly #core: EngineCore
  readonly #bound = new Map<Port, BoundOutbox>()
  readonly #listeners = new Set<(outbox: Outbox) => void>()
  readonly #connectListeners = new Set<(bound: BoundOutbox) => void>()
  readonly #deadListeners = new Set<DeadLetterHandler>()
  readonly #notifying = new Map<Outbox, { again: boolean }>()
  #triggers: { generation: number; byIdentity: Map<string, NormalizedTrigger> } | undefined

  constructor(core: EngineCore) {
    const { maxPayloadLength, maxContextLength, onDefinitionGone } = core.options.queue ?? {}
    this.#core = core
    this.maxPayloadLength = maxPayloadLength ?? 1_048_576
    this.maxContextLength = maxContextLength ?? 4_096
    this.onDefinitionGone = onDefinitionGone ?? 'run'
  }

  get bound(): BoundOutbox[] {
    return [...this.#bound.values()]
  }

  /** Of the workers of this process that run actions. */
  get shortestLeaseMs(): number | undefined {
    const leases = [...this.workers.values()].flatMap(({ leaseMs }) => leaseMs ?? [])
    return leases.length === 0 ? undefined : Math.min(...leases)
  }

  connect(port: Port, outbox: Outbox): void {
    const bound = { port, outbox }
    this.#bound.set(port, bound)
    for (const listener of this.#connectListeners) listener(bound)
  }

  disconnect(port: Port): void {
    this.#bound.delete(port)
  }

  /** Calls back for each ORM that connects from now on; gives the function that ends it. */
  onConnect(listener: (bound: BoundOutbox) => void): () => void {
    this.#connectListeners.add(listener)
    return () => this.#connectListeners.delete(listener)
  }

  /** Calls back for each Job that dies in this process; gives the function that ends it. */
  onDead(listener: DeadLetterHandler): () => void {
    this.#deadListeners.add(listener)
    return () => this.#deadListeners.delete(listener)
  }

  /** A Job died. Never throws. */
  died(job: JobInfo, error: Error): void {
    for (const listener of this.#deadListeners) {
      const failed = (failure: unknown): void =>
        console.error('[triggerkit] an onDeadLetter handler itself failed:', failure)
      try {
        const answer = listener({ job, error })
        if (answer instanceof Promise) this.#core.background.add(answer.catch(failed))
      } catch (failure) {
        failed(failure)
      }
    }
  }

  /** Calls back when Jobs were appended in this process; gives the function that ends it. */
  onAppended(listener: (outbox: Outbox) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Jobs were committed: workers of this process hear of it at once, others where the outbox can tell, once for many (R45). Never throws. */
  appended(outbox: Outbox): void {
    for (const listener of this.#listeners) listener(outbox)
    if (outbox.notify === undefined) return
    const running = this.#notifying.get(outbox)
    if (running === undefined) this.#core.background.add(this.#notify(outbox))
    else running.again = true
  }

  /** The trigger as it is registered now. */
  triggerOf({
    origin,
    tag,
    name,
  }: {
    origin: NormalizedTrigger['origin']
    tag: string
    name: string
  }): NormalizedTrigger | undefined {
    const { registry } = this.#core
    if (this.#triggers?.generation !== registry.generation) {
      const byIdentity = new Map(registry.all().map((trigger) => [identityOf(trigger), trigger]))
      this.#triggers = { generation: registry.generation, byIdentity }
    }
    return this.#triggers.byIdentity.get(identityOf({ origin, tag, name }))
  }

  async #notify(outbox: Outbox): Promise<void> {
    const state = { again: true }
    this.#notifying.set(outbox, state)
    while (state.again) {
      state.again = false
      // A wake-up that is missed costs a worker one poll.
      await outbox.notify!().catch(() => undefined)
    }
    this.#notifying.delete(outbox)
  }
}

function identityOf({ origin, tag, name }: Pick<NormalizedTrigger, 'origin' | 'tag' | 'name'>): string {
  return JSON.stringify([origin, tag, origin === 'code' ? name : ''])
}
