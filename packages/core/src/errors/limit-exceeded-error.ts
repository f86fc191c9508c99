import { describeText } from './describe-value.ts'
import { TriggerkitError } from './triggerkit-error.ts'

/**
 * A transaction would leave more actions for its commit than may wait (R33), or a stored trigger writes more rows than it may (R46); what it
 * wrote was rolled back. Or a store has more definitions than are loaded. Code `LIMIT_EXCEEDED`.
 */
export class LimitExceededError extends TriggerkitError {
  static override readonly kind: string = 'LimitExceededError'

  readonly limit: number
  readonly found: number
  /** Names of the triggers whose actions they are. */
  readonly triggers: readonly string[]

  constructor(fields: { limit: number; found: number; triggers?: readonly string[]; message?: string }) {
    const { limit, found, triggers = [] } = fields
    const names = triggers.slice(0, 5).map((name) => describeText(name))
    const whose = names.length === 0 ? '' : ` of ${[...names, ...(triggers.length > 5 ? ['…'] : [])].join(', ')}`
    super({
      code: 'LIMIT_EXCEEDED',
      message:
        fields.message ??
        `The transaction would leave ${found} actions${whose} to run after its commit; at most ${limit} may wait, ` +
          'so nothing was written. ' +
          "Use `timing: 'queued'` or `forEach: 'write'` on them, or raise `maxPendingActions`.",
      data: { limit, found, triggers: [...triggers] },
    })
    this.limit = limit
    this.found = found
    this.triggers = [...triggers]
  }

  static override isInstance(value: unknown): value is LimitExceededError {
    return super.isInstance(value)
  }
}
