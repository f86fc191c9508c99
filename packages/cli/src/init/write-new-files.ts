import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CliError } from '../exit/cli-error.ts'

/**
 * Writes files that are not there yet: all of them, or none.
 *
 * @param files texts by path
 * @throws CliError of code `FILE_EXISTS` where one is there.
 */
export async function writeNewFiles(files: Readonly<Record<string, string>>): Promise<void> {
  const written: string[] = []
  try {
    for (const [file, text] of Object.entries(files)) {
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, text, { flag: 'wx' })
      written.push(file)
    }
  } catch (error) {
    for (const file of written) await rm(file, { force: true })
    throw notWritten(error as NodeJS.ErrnoException)
  }
}

function notWritten(error: NodeJS.ErrnoException): CliError {
  const what =
    error.code === 'EEXIST'
      ? `There is ${error.path} already, and init overwrites nothing: remove it first, or name another --folder.`
      : `The files could not be written: ${error.message}.`
  return new CliError({
    code: error.code === 'EEXIST' ? 'FILE_EXISTS' : 'FILE_UNWRITABLE',
    message: `${what} Nothing was written.`,
    exitCode: 2,
    cause: error,
  })
}
