import { assertArguments } from '../errors/argument-error.ts'
import { memoryStore } from '../store/memory-store.ts'
import type { TriggerStore } from '../store/trigger-store.ts'
import { isFilledText } from '../trigger/check-value.ts'
import { isPlainObject } from '../value/plain-object.ts'
import type { EngineOptions } from './engine-options.ts'
import { Triggers } from './triggers.ts'

export interface ConnectOptions extends EngineOptions {
  env: string
  product: string
  database: string
}

/** SPEC's `db`: the triggers of one product and database in one environment. */
export interface TriggersConnection {
  readonly env: string
  readonly product: string
  readonly database: string
  /** A new engine; give it to your ORM's adapter, and its Writes fire these triggers. */
  readonly triggers: Triggers
  /** `triggers.close`: waits for what is under way and closes the providers. The store stays open: it is whoever made it who closes it. */
  close(options?: { timeoutMs?: number }): Promise<{ drained: boolean }>
}

const key = Symbol.for('triggerkit.memory-store')

/**
 * Makes an engine for a product's database, as `createTriggers` does, with a store. Without `store` it is one in memory that all connections
 * of the process share, so that what one creates the others of the same product and database can load; it is not durable: what is in
 * it ends with the process.
 *
 * @throws ArgumentError where `env`, `product` or `database` is missing.
 */
export async function connectTriggers(options: ConnectOptions): Promise<TriggersConnection> {
  assertArguments('connectTriggers(options)', (problems) => {
    const given: Record<string, unknown> = isPlainObject(options) ? options : {}
    if (!isPlainObject(options)) problems.addType('options', 'an object with env, product and database', options)
    else
      for (const name of ['env', 'product', 'database'])
        if (!isFilledText(given[name])) problems.addType(name, 'a non-empty string', given[name])
  })
  const { env, product, database } = options
  const triggers = new Triggers({ ...options, store: options.store ?? sharedStore() })
  return { env, product, database, triggers, close: (closing) => triggers.close(closing) }
}

/** One for all copies of this package in the process. */
function sharedStore(): TriggerStore {
  const holder = globalThis as { [key]?: TriggerStore }
  holder[key] ??= memoryStore()
  return holder[key]
}
