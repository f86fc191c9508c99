import { TriggerkitError } from './triggerkit-error.ts'

/** What keeps an outbox from being used. */
export type OutboxErrorCode =
  | 'OUTBOX_PORT'
  | 'OUTBOX_MISSING'
  | 'OUTBOX_OUTDATED'
  | 'OUTBOX_ABSENT'
  | 'OUTBOX_DUPLICATE'
  | 'LEASE_LOST'
  | 'WORKER_ID_TAKEN'
  | 'WORKER_ENDED'

/** The outbox cannot be used as asked. */
export class OutboxError extends TriggerkitError {
  static override readonly kind: string = 'OutboxError'

  constructor(fields: {
    code: OutboxErrorCode
    message: string
    cause?: unknown
    data?: Record<string, unknown>
  }) {
    super(fields)
  }

  static override isInstance(value: unknown): value is OutboxError {
    return super.isInstance(value)
  }
}
