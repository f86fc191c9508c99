import { messageOf } from './to-error.ts'
import { TriggerkitError } from './triggerkit-error.ts'

const maxListed = 10

/**
 * The Write is done and committed, but actions after it failed and asked to be heard (`afterCommitFailure: 'throw'`).
 * Code `AFTER_COMMIT`.
 */
export class AfterCommitError extends TriggerkitError {
  static override readonly kind: string = 'AfterCommitError'

  /** Always true: do not write again. */
  readonly committed = true as const
  readonly errors: readonly Error[]

  constructor(fields: { errors: readonly Error[] }) {
    const { errors } = fields
    const actions = errors.length === 1 ? '1 action' : `${errors.length} actions`
    const lines = errors.slice(0, maxListed).map((error) => `\n  - ${messageOf(error)}`)
    const rest = errors.length > maxListed ? `\n  - … and ${errors.length - maxListed} more` : ''
    super({
      code: 'AFTER_COMMIT',
      message:
        `The write is committed, but ${actions} after it failed. Do not repeat the write.` + `${lines.join('')}${rest}`,
      cause: errors[0],
      data: { committed: true },
    })
    this.errors = [...errors]
  }

  static override isInstance(value: unknown): value is AfterCommitError {
    return super.isInstance(value)
  }
}
