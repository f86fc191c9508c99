import type { ConcreteEvent } from '../trigger/trigger-event.ts'
import type { ProviderFamily } from './provider-family.ts'

/**
 * What really does the actions of a family. Each family's own contract extends it. A method that rejects is tried again as the action's
 * `retry` says, unless its error is a `ProviderError` (or any error) with `retryable: false`; `retryAfterMs` makes the wait longer, `code`,
 * `status`, class and name are what `retryOn` looks at. What a method resolves with is the action's result.
 */
export interface Provider {
  /** What it is for. Needed where it is registered by a tag alone; under a family's name it goes without saying. */
  readonly family?: ProviderFamily
  /** What errors, `check()` and `health()` call it: `redis`, `rabbitmq`. */
  readonly name?: string
  /**
   * How many calls it takes at a time; more wait. Default: the engine's `concurrency` (R33). One that makes a pipeline or a batch of the calls
   * that it has at once says a larger number.
   */
  readonly concurrency?: number
  /** Resolves where its server answers and knows it; rejects, best with a `ProviderError`, where it does not. Asked by `triggers.health()`. */
  health?(options: { readonly signal: AbortSignal }): Promise<unknown>
  /** Ends its connections; called once, by `triggers.close()`. */
  close?(): Promise<void> | void
}

/** What every call of a provider is told beside its input. */
export interface ProviderCall {
  /** Aborted when the attempt's time is up: stop, and reject. */
  readonly signal: AbortSignal
  /** The same for all attempts of one action for one Change: let it keep the receiver from doing the same twice. */
  readonly idempotencyKey: string
  /** The tag in the action, as far as its `:` (`redis-cache`, `emails`); absent where the action names none. */
  readonly tag?: string
  readonly trigger: string
  readonly action: string
  readonly event: ConcreteEvent
  readonly table: string
  /** When the Write was, ISO 8601 in UTC. */
  readonly timestamp: string
}
