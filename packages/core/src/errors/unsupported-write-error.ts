import { TriggerkitError } from './triggerkit-error.ts'

/**
 * A Write that the triggers of its table cannot honestly be run for; it was not carried out. Code `UNSUPPORTED_WRITE`.
 */
export class UnsupportedWriteError extends TriggerkitError {
  static override readonly kind: string = 'UnsupportedWriteError'

  readonly table?: string

  constructor(fields: { message: string; table?: string; operation?: string; cause?: unknown }) {
    const { message, table, operation, cause } = fields
    super({ code: 'UNSUPPORTED_WRITE', message, cause, data: { table, operation } })
    this.table = table
  }

  static override isInstance(value: unknown): value is UnsupportedWriteError {
    return super.isInstance(value)
  }
}
