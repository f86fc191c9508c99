import { TriggerkitError } from './triggerkit-error.ts'

/** What keeps a store from being used, or an entry of it from being read. */
export type StoreErrorCode =
  | 'STORE_UNCONNECTED'
  | 'STORE_PORT'
  | 'STORE_TABLES_MISSING'
  | 'STORE_OUTDATED'
  | 'STORE_OPTIONS'
  | 'STORE_UNREADABLE'
  | 'STORE_UNREACHABLE'
  | 'STORE_FAILED'
  | 'STORE_TAG'

/** The store of definitions cannot be used as asked. */
export class StoreError extends TriggerkitError {
  static override readonly kind: string = 'StoreError'

  constructor(fields: {
    code: StoreErrorCode
    message: string
    cause?: unknown
    data?: Record<string, unknown>
  }) {
    super(fields)
  }

  static override isInstance(value: unknown): value is StoreError {
    return super.isInstance(value)
  }
}
