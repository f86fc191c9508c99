import type { Triggers } from '@triggerkit/core'
import { isTriggerkitError } from '@triggerkit/core'
import { escapeControls } from '@triggerkit/core/adapter'
import { asError } from '../exit/as-error.ts'
import { CliError } from '../exit/cli-error.ts'
import { inTime } from '../exit/in-time.ts'
import type { ConnectedEngine } from './cli-config.ts'
import { connectedProblems } from './config-problems.ts'
import type { LoadedConfig } from './load-config.ts'
import { placeInFile } from './place-in-file.ts'

/** Milliseconds that an engine has to end what is under way. */
const closeMs = 10_000

/** Codes of a server that is not there, or does not let in whom it does not know. */
const unreachableCodes =
  /^(ECONN\w+|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE|SQLITE_CANTOPEN|28\w{3}|08\w{3}|57P03|3D000|P1\d{3}|ER_(ACCESS_DENIED|BAD_DB|CON_COUNT|HOST)\w*)$/
const unreachableNames = /^(Mongo|Mongoose)\w*(ServerSelection|Network|Authentication)\w*Error$/

/**
 * Calls `work` with the config's engine, its ORM connected, and closes both afterwards, however it ends.
 *
 * @throws CliError of code `CONFIG_ENGINE` where there is none; and what `work` throws.
 */
export async function withEngine<T>(config: LoadedConfig, work: (triggers: Triggers) => Promise<T>): Promise<T> {
  const { triggers, close } = await connect(config)
  try {
    return await work(triggers)
  } finally {
    await ended('The engine', () => triggers.close({ timeoutMs: closeMs }))
    await ended("The config's `close`", async () => close?.())
  }
}

/** What the command did is done, and what it failed with is told: neither is lost because something does not end. */
async function ended(what: string, end: () => Promise<unknown>): Promise<void> {
  try {
    await inTime(end(), 2 * closeMs)
  } catch (error) {
    console.warn(`[triggerkit] ${what} did not close: ${escapeControls(asError(error).message)}`)
  }
}

async function connect({ file, engine }: LoadedConfig): Promise<ConnectedEngine> {
  let connected: unknown
  try {
    connected = await engine()
  } catch (thrown) {
    throw engineFailed(asError(thrown), file)
  }
  const problems = connectedProblems(connected)
  if (problems.length === 0) return connected as ConnectedEngine
  const lines = problems.map((problem) => `\n  - ${problem}`).join('')
  const message = `The config ${file} gives no engine; of what its \`engine\` returns:${lines}`
  throw new CliError({ code: 'CONFIG_INVALID', message, exitCode: 3 })
}

function engineFailed(error: Error, file: string): CliError {
  const place = placeInFile(error, file) ?? file
  const known = isTriggerkitError(error) ? ` (${error.code})` : ''
  const isAway = isUnreachable(error)
  const remedy = isAway ? ' Is the database up, and are its address and credentials right?' : ''
  return new CliError({
    code: 'CONFIG_ENGINE',
    message: `The config's \`engine\` failed: ${place}: ${messageOf(error)}${known}${remedy}`,
    exitCode: isAway ? 5 : 3,
    cause: error,
  })
}

function isUnreachable(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > 5) return false
  const { code, errorCode, name, cause, errors } = error as Record<string, unknown>
  if (unreachableCodes.test(String(code ?? errorCode ?? '')) || unreachableNames.test(String(name))) return true
  const inner = Array.isArray(errors) ? errors : []
  return [cause, ...inner].some((each) => isUnreachable(each, depth + 1))
}

/** An AggregateError of a connection has an empty message, and its reasons within. */
function messageOf(error: Error): string {
  if (error.message !== '') return error.message
  const { errors } = error as { errors?: unknown }
  if (!Array.isArray(errors)) return error.name
  return errors.map((each) => asError(each).message).join('; ')
}
