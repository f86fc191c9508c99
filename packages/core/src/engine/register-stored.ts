import { MemoryDatabase } from '../testing/memory-database.ts'
import { normalizeTrigger } from '../trigger/normalize-trigger.ts'
import { assertSchemaKnows } from './assert-schema-knows.ts'
import type { Binding } from './binding.ts'
import type { EngineCore } from './engine-core.ts'
import type { Triggers } from './triggers.ts'

/** For tests only: the core of an engine that is connected to a database. */
export function coreOf(triggers: Triggers): EngineCore {
  const binding = triggers.bind(new MemoryDatabase({ tables: [] })) as unknown as Binding
  binding.unbind()
  return binding.core
}

/**
 * For tests only: registers definitions as ones from a store, checked against the database where one is given. Those of one call are checked
 * against the schema no further, so that what happens at run time is seen.
 */
export function registerStored(triggers: Triggers, definitions: object | object[], database?: MemoryDatabase): void {
  const core = coreOf(triggers)
  const { stored, functions } = core
  for (const definition of Array.isArray(definitions) ? definitions : [definitions]) {
    const trigger = normalizeTrigger(definition, { origin: 'stored', stored, functions })
    if (database !== undefined) assertSchemaKnows([trigger], [database.schema], core)
    core.registry.add(trigger)
  }
}
