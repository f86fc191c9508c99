import { describeText } from './describe-value.ts'
import { describePlace, type ErrorPlace, placeData } from './error-place.ts'
import { TriggerkitError } from './triggerkit-error.ts'

/** An action's family has no provider. Code `PROVIDER_MISSING`. */
export class ProviderMissingError extends TriggerkitError {
  static override readonly kind: string = 'ProviderMissingError'

  /** `email`, `cache`, `broker` … */
  readonly family: string
  /** What to add. */
  readonly remedy: string

  constructor(fields: ErrorPlace & { family: string; tag?: string; remedy?: string }) {
    const { family, tag } = fields
    const remedy = fields.remedy ?? `Add one: createTriggers({ providers: { ${family}: … } }).`
    const needed = tag === undefined ? '' : ` for ${describeText(tag)}`
    const subject = fields.trigger === undefined ? 'An action' : describePlace(fields)
    super({
      code: 'PROVIDER_MISSING',
      message: `${subject} needs a provider of family "${family}"${needed}, and there is none. ${remedy}`,
      data: { ...placeData(fields), family, tag, remedy },
    })
    this.family = family
    this.remedy = remedy
  }

  static override isInstance(value: unknown): value is ProviderMissingError {
    return super.isInstance(value)
  }
}
