import { TriggerkitError } from './triggerkit-error.ts'

/** An operation would wait for a lock that its own caller holds, for ever (R8). Code `LOCK_WAIT`. */
export class LockWaitError extends TriggerkitError {
  static override readonly kind: string = 'LockWaitError'

  readonly table?: string

  constructor(fields: { table?: string; operation?: string; message?: string } = {}) {
    const { table, operation = 'operation' } = fields
    const where = table === undefined ? '' : ` on ${table}`
    super({
      code: 'LOCK_WAIT',
      message:
        fields.message ??
        `An ${operation}${where} waits for a transaction that its own caller holds open, and would wait for ever. ` +
          "Use the transaction's own handle (the manager, client or session that the transaction was given) for it, " +
          'or await it after the commit.',
      data: { table, operation: fields.operation },
    })
    this.table = table
  }

  static override isInstance(value: unknown): value is LockWaitError {
    return super.isInstance(value)
  }
}
