import { CliError } from './cli-error.ts'

/** The process is about to end because nothing can happen any more, and the command is not done. */
export function standstill(): CliError {
  const message =
    'The command waits for something that never comes: a promise that nothing can settle any more, most often in the config, its `engine`, or a module that it imports.'
  return new CliError({ code: 'STANDSTILL', message, exitCode: 3 })
}
