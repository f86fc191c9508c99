import { isTriggerkitError } from '@triggerkit/core'
import { CliError } from './cli-error.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'

/** Codes of the engine's own errors; every other of Triggerkit's tells of a store or a database that cannot be used. */
const codes: Readonly<Record<string, ExitCode>> = {
  ARGUMENTS: exitCodes.usage,
  OPTIONS_INVALID: exitCodes.usage,
  WORKER_ID_TAKEN: exitCodes.usage,
  TRIGGER_DEFINITION: exitCodes.findings,
  TRIGGER_NOT_FOUND: exitCodes.findings,
  STORE_UNREADABLE: exitCodes.findings,
  STORE_TAG: exitCodes.findings,
  STORE_CONFLICT: exitCodes.conflict,
  TRIGGER_EXISTS: exitCodes.conflict,
  STORE_MISSING: exitCodes.config,
  STORE_OPTIONS: exitCodes.config,
  STORE_PORT: exitCodes.config,
  OUTBOX_ABSENT: exitCodes.config,
  OUTBOX_PORT: exitCodes.config,
}

/** The exit code that tells of an error. What is no error of Triggerkit came out of a driver: the store or database did not do its part. */
export function toExitCode(error: unknown): ExitCode {
  if (CliError.isInstance(error)) return error.exitCode
  if (isTriggerkitError(error)) return codes[error.code] ?? exitCodes.unreachable
  return exitCodes.unreachable
}
