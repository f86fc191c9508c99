import { closest } from './closest.ts'
import { describeText } from './describe-value.ts'
import { TriggerkitError } from './triggerkit-error.ts'

/** A tag, or a version of it, that the store does not have for this product and database; nothing was stored. Code `TRIGGER_NOT_FOUND`. */
export class TriggerNotFoundError extends TriggerkitError {
  static override readonly kind: string = 'TriggerNotFoundError'

  readonly tag: string
  /** The stored tag that was probably meant. */
  readonly suggestion?: string

  constructor(fields: { tag: string; product: string; database: string; known?: Iterable<string>; message?: string }) {
    const { tag, product, database, known = [], message } = fields
    const suggestion = closest(tag, known)
    const hint =
      suggestion === undefined ? 'Create it with triggers.create.' : `Did you mean ${describeText(suggestion)}?`
    super({
      code: 'TRIGGER_NOT_FOUND',
      message:
        message ??
        `There is no stored trigger ${describeText(tag)} for product ${describeText(product)} and database ` +
          `${describeText(database)}. ${hint}`,
      data: { tag, product, database, ...(suggestion === undefined ? {} : { suggestion }) },
    })
    this.tag = tag
    if (suggestion !== undefined) this.suggestion = suggestion
  }

  static override isInstance(value: unknown): value is TriggerNotFoundError {
    return super.isInstance(value)
  }
}
