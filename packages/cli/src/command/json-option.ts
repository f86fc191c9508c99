import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { asError } from '../exit/as-error.ts'
import { usageError } from '../exit/cli-error.ts'

/**
 * The object that an option has as JSON, or that is in the file which it names as `@file`.
 *
 * @throws CliError of code `CLI_USAGE` where it is neither.
 */
export async function readJsonOption(
  name: string,
  text: string | undefined,
  cwd: string,
): Promise<Record<string, unknown> | undefined> {
  if (text === undefined) return undefined
  const file = text.startsWith('@') ? resolve(cwd, text.slice(1)) : undefined
  const where = file === undefined ? `--${name}` : `--${name}, ${file}`
  let value: unknown
  try {
    value = JSON.parse(file === undefined ? text : await readFile(file, 'utf8'))
  } catch (error) {
    throw usageError(`${where}: ${asError(error).message}. Give an object as JSON, or @file of one.`)
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw usageError(`${where}: expected an object as JSON, such as '{"id": 7}'.`)
}
