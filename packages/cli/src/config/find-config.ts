import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { CliError } from '../exit/cli-error.ts'

/** In the order in which they are looked for. */
export const configNames: readonly string[] = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map(
  (ending) => `triggerkit.config.${ending}`,
)

/**
 * The config's absolute path: the one that is named, or the nearest of the folder and those above it.
 *
 * @throws CliError of code `CONFIG_MISSING`.
 */
export function findConfig(folder: string, named?: string): string {
  if (named !== undefined) {
    const file = resolve(folder, named)
    if (existsSync(file)) return file
    throw missing(`There is no config ${file}.`)
  }
  for (let current = resolve(folder); ; current = dirname(current)) {
    const found = configNames.map((name) => join(current, name)).find((file) => existsSync(file))
    if (found !== undefined) return found
    if (dirname(current) === current) break
  }
  throw missing(`There is no ${configNames[0]} in ${resolve(folder)} or above it.`)
}

function missing(what: string): CliError {
  const message = `${what} Write one with "triggerkit init", or name it with --config.`
  return new CliError({ code: 'CONFIG_MISSING', message, exitCode: 3 })
}
