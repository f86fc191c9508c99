import { describePlace, type ErrorPlace, placeData } from './error-place.ts'
import { TriggerkitError } from './triggerkit-error.ts'

/**
 * A before-trigger blocked the Write: `record.reject`, `record.validate` or `context.reject`. Nothing was written. The
 * message is the trigger's own text. Code: the one that the trigger gave, else `WRITE_REJECTED`.
 */
export class WriteRejectedError extends TriggerkitError {
  static override readonly kind: string = 'WriteRejectedError'

  readonly trigger?: string
  readonly action?: string
  readonly event?: string
  readonly table?: string
  /** The column that the trigger objects to. */
  readonly field?: string

  constructor(fields: ErrorPlace & { message?: string; code?: string; field?: string; cause?: unknown }) {
    const { code = 'WRITE_REJECTED', field, cause, message } = fields
    super({
      code,
      message: message || `${describePlace(fields)} rejected the write.`,
      cause,
      data: { ...placeData(fields), ...(field === undefined ? {} : { field }) },
    })
    this.trigger = fields.trigger
    this.action = fields.action
    this.event = fields.event
    this.table = fields.table
    this.field = field
  }

  static override isInstance(value: unknown): value is WriteRejectedError {
    return super.isInstance(value)
  }
}
