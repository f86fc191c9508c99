import { mkdir, stat } from 'node:fs/promises'
import type { TriggerStore } from '@triggerkit/core'
import { fileStore } from '@triggerkit/files'
import { asError } from '../exit/as-error.ts'
import { CliError } from '../exit/cli-error.ts'

/**
 * The folder's definitions, as a store of files. `make`: it is made where it is not there; for those that write into it.
 *
 * @throws CliError of code `FOLDER_MISSING` else: taken for an empty one, it would be the end of every trigger. `FILE_UNWRITABLE` where it cannot be
 * made.
 */
export async function openFolder(folder: string, { make = false }: { make?: boolean } = {}): Promise<TriggerStore> {
  if (make) await makeFolder(folder)
  else if (!(await isFolder(folder)))
    throw new CliError({
      code: 'FOLDER_MISSING',
      message: `There is no folder ${folder}. Make it with triggerkit pull, or mend \`folder\` of the config.`,
      exitCode: 3,
    })
  return fileStore({ folder })
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
  } catch (error) {
    const message = `The folder ${folder} could not be made: ${asError(error).message}. Mend \`folder\` of the config, or remove what is there.`
    throw new CliError({ code: 'FILE_UNWRITABLE', message, exitCode: 1, cause: error })
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch {
    return false
  }
}
