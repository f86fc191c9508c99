import { describePlace, type ErrorPlace, placeData } from './error-place.ts'
import { escapeControls } from './escape-controls.ts'
import { TriggerkitError } from './triggerkit-error.ts'

/** What keeps a Job from being made, or read again. */
export type JobErrorCode =
  | 'JOB_VALUE'
  | 'JOB_TOO_LARGE'
  | 'JOB_KEY'
  | 'JOB_TIME'
  | 'JOB_UNREADABLE'
  | 'JOB_ABANDONED'
  | 'JOB_DEFINITION_GONE'

/**
 * A Job cannot be made of what its action was given; the write it belongs to was rolled back, since it would have been lost otherwise. Or one
 * that was kept cannot be run.
 */
export class JobError extends TriggerkitError {
  static override readonly kind: string = 'JobError'

  readonly trigger?: string
  readonly action?: string

  constructor(fields: ErrorPlace & { code: JobErrorCode; message: string; cause?: unknown }) {
    super({
      code: fields.code,
      message: `${describePlace(fields)}: ${escapeControls(fields.message)}`,
      cause: fields.cause,
      data: placeData(fields),
    })
    this.trigger = fields.trigger
    this.action = fields.action
  }

  static override isInstance(value: unknown): value is JobError {
    return super.isInstance(value)
  }
}
