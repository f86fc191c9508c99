import { TriggerkitError } from './triggerkit-error.ts'

/**
 * Between the look at the rows and the Write somebody else changed some of them, in a transaction of the caller's
 * (R11). Code `WRITE_CONFLICT`.
 */
export class WriteConflictError extends TriggerkitError {
  static override readonly kind: string = 'WriteConflictError'

  readonly table: string
  /** A row is there that was not when the triggers looked: another look in the same transaction may find it (R13). */
  readonly cameBetween: boolean

  constructor(fields: {
    table: string
    expected?: number
    found?: number
    message?: string
    cause?: unknown
    cameBetween?: boolean
  }) {
    const { table, expected, found, cause, cameBetween = false } = fields
    const counts =
      expected === undefined ? '' : `: ${expected} rows were looked at, ${found ?? 'fewer'} could be written`
    super({
      code: 'WRITE_CONFLICT',
      message:
        fields.message ??
        `Rows of ${table} were changed by another transaction between the triggers' look at them ` +
          `and the write${counts}. ` +
          'Run the transaction again, or use a stricter isolation level.',
      cause,
      data: { table, expected, found },
    })
    this.table = table
    this.cameBetween = cameBetween
  }

  static override isInstance(value: unknown): value is WriteConflictError {
    return super.isInstance(value)
  }
}
