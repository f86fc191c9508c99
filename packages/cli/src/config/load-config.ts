import { dirname, resolve } from 'node:path'
import { isTriggerkitError } from '@triggerkit/core'
import { createJiti } from 'jiti'
import { asError } from '../exit/as-error.ts'
import { CliError } from '../exit/cli-error.ts'
import type { CliConfig } from './cli-config.ts'
import { configProblems } from './config-problems.ts'
import { placeInFile } from './place-in-file.ts'

/** A config that was loaded and has the right shape. */
export interface LoadedConfig {
  /** Absolute paths of the config, and of the definitions' folder. */
  readonly file: string
  readonly folder: string
  readonly engine: CliConfig['engine']
}

/**
 * Loads a config written in TypeScript or JavaScript, of ES modules or CommonJS.
 *
 * @throws CliError of code `CONFIG_UNREADABLE` where it does not load, `CONFIG_INVALID` with every problem of what it exports.
 */
export async function loadConfig(file: string): Promise<LoadedConfig> {
  const exported = await importFile(file)
  const problems = configProblems(exported)
  if (problems.length > 0) {
    const lines = problems.map((problem) => `\n  - ${problem}`).join('')
    throw new CliError({ code: 'CONFIG_INVALID', message: `The config ${file} is wrong:${lines}`, exitCode: 3 })
  }
  const { engine, folder = 'triggers' } = exported as CliConfig
  return { file, folder: resolve(dirname(file), folder), engine }
}

async function importFile(file: string): Promise<unknown> {
  try {
    const jiti = createJiti(file, { interopDefault: true, tsconfigPaths: true })
    return await jiti.import(file, { default: true })
  } catch (thrown) {
    const error = asError(thrown)
    const place = placeInFile(error, file) ?? file
    const code = isTriggerkitError(error) ? ` (${error.code})` : ''
    throw new CliError({
      code: 'CONFIG_UNREADABLE',
      message: `The config does not load: ${place}: ${withoutPlace(error.message, file)}${code}${remedyOf(error)}`,
      exitCode: 3,
      cause: error,
    })
  }
}

/** A parser's message ends with the place, which is told already. */
function withoutPlace(message: string, file: string): string {
  return message
    .split('\n')
    .filter((line) => !line.trim().startsWith(`${file}:`))
    .join('\n')
    .trim()
}

function remedyOf(error: Error): string {
  const { code } = error as { code?: unknown }
  const isMissing = code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND'
  return isMissing ? '\nInstall what it imports, or mend the path.' : ''
}
