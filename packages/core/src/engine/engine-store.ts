import { TriggerkitError } from '../errors/triggerkit-error.ts'
import { namesOf } from '../schema/create-schema.ts'
import type { Schema } from '../schema/schema.ts'
import type { StoredCheck } from '../store/check-stored.ts'
import type { StoreScope, TriggerStore } from '../store/trigger-store.ts'
import { schemaErrors } from './assert-schema-knows.ts'
import type { EngineCore } from './engine-core.ts'

/** An engine's store, whose definitions in it are the engine's, and what they are checked against. */
export class EngineStore {
  readonly core: EngineCore
  readonly #schemas: () => readonly Schema[]

  constructor(core: EngineCore, schemas: () => readonly Schema[]) {
    this.core = core
    this.#schemas = schemas
  }

  get scope(): StoreScope {
    const { product = 'default', database = 'default' } = this.core.options
    return { product, database }
  }

  /** For a method of the engine. */
  for(method: string): TriggerStore {
    const { store } = this.core.options
    if (store !== undefined) return store
    throw new TriggerkitError({
      code: 'STORE_MISSING',
      message:
        `triggers.${method} needs a store, and there is none. Give one: createTriggers({ store: memoryStore() }). ` +
        'What is registered with triggers.register needs none.',
    })
  }

  /** What definitions are checked against before they are stored and when they are loaded. */
  check(): StoredCheck {
    const schemas = this.#schemas()
    return {
      ...this.core.definitionOptions,
      namesOf: (name) => {
        const names = schemas.flatMap((schema) => {
          const table = schema.find(name)
          return table === undefined ? [] : namesOf(schema, table)
        })
        return names.length === 0 ? [name] : names
      },
      schemaProblems: (trigger) => schemaErrors(trigger, schemas, this.core),
    }
  }
}
