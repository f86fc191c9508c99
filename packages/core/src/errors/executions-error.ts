import { TriggerkitError } from './triggerkit-error.ts'

/** What keeps the history of executions from being read or written. */
export type ExecutionsErrorCode =
  | 'EXECUTIONS_ABSENT'
  | 'EXECUTIONS_MISSING'
  | 'EXECUTIONS_OUTDATED'
  | 'EXECUTIONS_PORT'
  | 'EXECUTIONS_UNKEPT'

/** The history of executions cannot be used as asked. */
export class ExecutionsError extends TriggerkitError {
  static override readonly kind: string = 'ExecutionsError'

  constructor(fields: {
    code: ExecutionsErrorCode
    message: string
    cause?: unknown
    data?: Record<string, unknown>
  }) {
    super(fields)
  }

  static override isInstance(value: unknown): value is ExecutionsError {
    return super.isInstance(value)
  }
}
