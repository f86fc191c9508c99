import { describeText } from './describe-value.ts'
import { TriggerkitError } from './triggerkit-error.ts'

/** `create` of a tag that the store has already for this product and database; nothing was stored. Code `TRIGGER_EXISTS`. */
export class TriggerExistsError extends TriggerkitError {
  static override readonly kind: string = 'TriggerExistsError'

  readonly tag: string

  constructor(fields: { tag: string; product: string; database: string }) {
    const { tag, product, database } = fields
    super({
      code: 'TRIGGER_EXISTS',
      message:
        `There is a stored trigger ${describeText(tag)} for product ${describeText(product)} and database ` +
        `${describeText(database)} already. Change it with triggers.update, or give the new one another tag.`,
      data: { tag, product, database },
    })
    this.tag = tag
  }

  static override isInstance(value: unknown): value is TriggerExistsError {
    return super.isInstance(value)
  }
}
