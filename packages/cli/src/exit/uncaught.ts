import { asError } from './as-error.ts'
import { CliError } from './cli-error.ts'

/** What was thrown beside the command, where nobody could catch it: what it says, and where it came from. */
export function uncaught(thrown: unknown): CliError {
  const error = asError(thrown)
  const place = error.stack?.split('\n').find((line) => /^\s+at /.test(line))
  const message = `The application failed beside the command, which ends with it: ${error.message}${place === undefined ? '' : `\n${place}`}`
  return new CliError({ code: 'UNCAUGHT', message, exitCode: 5, cause: error })
}
