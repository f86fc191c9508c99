import type { ChangeNote, DefinitionUpdate, NewDefinition, Triggers } from '@triggerkit/core'
import { StoreConflictError } from '@triggerkit/core'
import type { Step } from './plan-transfer.ts'
import { type SideEntry, toEntry } from './side.ts'

/**
 * Carries one step of a push out, only where the store still has what was compared; what it has afterwards.
 *
 * @throws StoreConflictError, TriggerExistsError where somebody else changed it meanwhile.
 */
export async function pushStep(triggers: Triggers, step: Step, note: ChangeNote): Promise<SideEntry | undefined> {
  const { operation, comparison } = step
  const { tag, folder, store } = comparison
  const definition = { ...folder?.definition, tag }
  if (operation === 'create') return toEntry(await triggers.create(definition as unknown as NewDefinition, note))
  const { version } = store!
  if (operation === 'update') {
    const gone = Object.keys(store!.definition).filter((name) => !Object.hasOwn(definition, name))
    const update = { ...Object.fromEntries(gone.map((name) => [name, null])), ...definition, version }
    return toEntry(await triggers.update(update as unknown as DefinitionUpdate, note))
  }
  const wasThere = await triggers.delete(tag, { ...note, version })
  if (!wasThere) throw new StoreConflictError({ tag, expected: version, found: 0 })
  return undefined
}
