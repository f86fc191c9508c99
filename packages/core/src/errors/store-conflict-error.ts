import { describeText } from './describe-value.ts'
import { TriggerkitError } from './triggerkit-error.ts'

/**
 * An update or a deletion names a version of a stored definition that is not the one in the store: somebody else changed it meanwhile. Nothing was
 * stored. Code `STORE_CONFLICT`.
 */
export class StoreConflictError extends TriggerkitError {
  static override readonly kind: string = 'StoreConflictError'

  readonly tag: string
  /** The version that the change names. */
  readonly expected: number
  /** The version in the store. */
  readonly found: number

  constructor(fields: { tag: string; expected: number; found: number }) {
    const { tag, expected, found } = fields
    super({
      code: 'STORE_CONFLICT',
      message:
        `The stored trigger ${describeText(tag)} is at version ${found}, and the change was made for version ${expected}; ` +
        'nothing was stored. Fetch it again and repeat the change on what it is now, or name no version: then the last change wins.',
      data: { tag, expected, found },
    })
    this.tag = tag
    this.expected = expected
    this.found = found
  }

  static override isInstance(value: unknown): value is StoreConflictError {
    return super.isInstance(value)
  }
}
