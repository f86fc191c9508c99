import { TriggerkitError } from './triggerkit-error.ts'

/** Triggers led to one another more often than `maxDepth` allows (R35). Code `TRIGGER_DEPTH`. */
export class TriggerDepthError extends TriggerkitError {
  static override readonly kind: string = 'TriggerDepthError'

  /** Names of the triggers, outermost first. */
  readonly chain: readonly string[]
  readonly maxDepth: number

  constructor(fields: { chain: readonly string[]; maxDepth: number }) {
    const { chain, maxDepth } = fields
    super({
      code: 'TRIGGER_DEPTH',
      message:
        `Triggers led to one another more than ${maxDepth} times: ${chain.join(' → ')}. ` +
        'Break the circle with a condition (such as `changed`) or with `triggers.without(…)`, or raise `maxDepth`.',
      data: { chain: [...chain], maxDepth },
    })
    this.chain = [...chain]
    this.maxDepth = maxDepth
  }

  static override isInstance(value: unknown): value is TriggerDepthError {
    return super.isInstance(value)
  }
}
