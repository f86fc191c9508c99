import type { ChangeNote, TriggerStore } from '@triggerkit/core'
import type { Step } from './plan-transfer.ts'
import { folderScope } from './side.ts'

/**
 * Carries one step of a pull out, only where the folder still has what was compared.
 *
 * @throws StoreConflictError, TriggerExistsError where somebody changed the file meanwhile.
 */
export async function pullStep(files: TriggerStore, { operation, comparison }: Step, note: ChangeNote): Promise<void> {
  const { tag, folder, store } = comparison
  const expectedVersion = folder?.version
  if (operation === 'create') await files.create(folderScope, tag, store!.definition, note)
  else if (operation === 'update') await files.update(folderScope, tag, store!.definition, { ...note, expectedVersion })
  else await files.delete(folderScope, tag, { ...note, expectedVersion })
}
