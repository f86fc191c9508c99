import { TriggerkitError } from '@triggerkit/core'
import type { ExitCode } from './exit-codes.ts'

/** What keeps a command from doing what it was asked for. */
export type CliErrorCode =
  | 'CLI_USAGE'
  | 'CONFIG_MISSING'
  | 'CONFIG_UNREADABLE'
  | 'CONFIG_INVALID'
  | 'CONFIG_ENGINE'
  | 'FILE_EXISTS'
  | 'FILE_UNWRITABLE'
  | 'FOLDER_CONFLICT'
  | 'FOLDER_INVALID'
  | 'FOLDER_MISSING'
  | 'NOT_FOUND'
  | 'STANDSTILL'
  | 'TRANSFER_BROKEN_OFF'
  | 'UNCAUGHT'

/** A command cannot go on; carries the exit code that it ends with. */
export class CliError extends TriggerkitError {
  static override readonly kind: string = 'CliError'

  readonly exitCode: ExitCode

  constructor(fields: {
    code: CliErrorCode
    message: string
    exitCode: ExitCode
    cause?: unknown
    data?: Record<string, unknown>
  }) {
    super(fields)
    this.exitCode = fields.exitCode
  }

  static override isInstance(value: unknown): value is CliError {
    return super.isInstance(value)
  }
}

/** @returns an error for a command that was called in a wrong way. */
export function usageError(message: string): CliError {
  return new CliError({ code: 'CLI_USAGE', message, exitCode: 2 })
}
