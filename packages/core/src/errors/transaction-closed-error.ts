import { TriggerkitError } from './triggerkit-error.ts'

/** An operation came through the handle of a transaction that has ended (R1). Code `TRANSACTION_CLOSED`. */
export class TransactionClosedError extends TriggerkitError {
  static override readonly kind: string = 'TransactionClosedError'

  readonly table?: string

  constructor(fields: { table?: string; operation?: string; message?: string; cause?: unknown } = {}) {
    const { table, operation = 'operation', cause } = fields
    const where = table === undefined ? '' : ` on ${table}`
    super({
      code: 'TRANSACTION_CLOSED',
      message:
        fields.message ??
        `An ${operation}${where} came through a transaction that has already ended; it was not carried out. ` +
          'Await everything that belongs to a transaction before it ends.',
      cause,
      data: { table, operation: fields.operation },
    })
    this.table = table
  }

  static override isInstance(value: unknown): value is TransactionClosedError {
    return super.isInstance(value)
  }
}
