import { describePlace, type ErrorPlace, placeData } from './error-place.ts'
import { messageOf } from './to-error.ts'
import { TriggerkitError } from './triggerkit-error.ts'

/** An action finally failed. `cause` is what its executor, provider or function threw. Code `ACTION_FAILED`. */
export class ActionError extends TriggerkitError {
  static override readonly kind: string = 'ActionError'

  readonly trigger?: string
  readonly action?: string
  readonly event?: string
  readonly table?: string
  /** Attempts made. */
  readonly attempts: number

  constructor(fields: ErrorPlace & { message?: string; code?: string; cause?: unknown; attempts?: number }) {
    const { attempts = 1, cause, code = 'ACTION_FAILED' } = fields
    const reason = fields.message ?? (cause === undefined ? 'no reason was given' : messageOf(cause))
    const tries = attempts > 1 ? ` after ${attempts} attempts` : ''
    super({
      code,
      message: `${describePlace(fields)} failed${tries}: ${reason}`,
      cause,
      data: { ...placeData(fields), attempts },
    })
    this.trigger = fields.trigger
    this.action = fields.action
    this.event = fields.event
    this.table = fields.table
    this.attempts = attempts
  }

  static override isInstance(value: unknown): value is ActionError {
    return super.isInstance(value)
  }
}
