import { type ChangeNote, isTriggerkitError, type TriggerStore } from '@triggerkit/core'
import { asError } from '../exit/as-error.ts'
import { CliError } from '../exit/cli-error.ts'
import type { Step } from './plan-transfer.ts'
import { folderScope } from './side.ts'

/**
 * Carries one step of a pull out, only where the folder still has what was compared.
 *
 * @throws StoreConflictError, TriggerExistsError where somebody changed the file meanwhile; CliError of code `FILE_UNWRITABLE`.
 */
export async function pullStep(files: TriggerStore, step: Step, note: ChangeNote): Promise<void> {
  try {
    await write(files, step, note)
  } catch (error) {
    if (isTriggerkitError(error)) throw error
    // The disk's own error: the store is well.
    throw new CliError({ code: 'FILE_UNWRITABLE', message: asError(error).message, exitCode: 1, cause: error })
  }
}

async function write(files: TriggerStore, { operation, comparison }: Step, note: ChangeNote): Promise<void> {
  const { tag, folder, store } = comparison
  const expectedVersion = folder?.version
  if (operation === 'create') await files.create(folderScope, tag, store!.definition, note)
  else if (operation === 'update') await files.update(folderScope, tag, store!.definition, { ...note, expectedVersion })
  else await files.delete(folderScope, tag, { ...note, expectedVersion })
}
