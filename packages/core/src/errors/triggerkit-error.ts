const marker: unique symbol = Symbol.for('triggerkit.error') as never

/** What every error of Triggerkit is made of. */
export interface TriggerkitErrorFields {
  /** UPPER_SNAKE, stable over versions. */
  code: string
  /** What happened, where, and how to mend it. */
  message: string
  cause?: unknown
  /** What a program may want to know; also readable as fields of the error's class. */
  data?: Record<string, unknown>
}

/**
 * The base of all errors that Triggerkit itself raises. They are recognised by a marker and not by their class, so that
 * two copies of the core in one process (ESM and CommonJS) recognise each other's: use `isInstance`, not `instanceof`.
 */
export class TriggerkitError extends Error {
  /** The class's name, also where a bundler has renamed the class. */
  static readonly kind: string = 'TriggerkitError'

  readonly code: string
  readonly data: Readonly<Record<string, unknown>>

  constructor(fields: TriggerkitErrorFields) {
    super(fields.message, 'cause' in fields && fields.cause !== undefined ? { cause: fields.cause } : undefined)
    const { kind } = new.target
    Object.defineProperty(this, 'name', { value: kind, configurable: true, writable: true })
    Object.defineProperty(this, marker, { value: ['TriggerkitError', kind] })
    this.code = fields.code
    this.data = Object.freeze({ ...fields.data })
  }

  /** Whether the value is an error of this class, by whichever copy of the core it was made. Never throws. */
  static isInstance(value: unknown): value is TriggerkitError {
    return hasKind(value, this.kind)
  }
}

/** Whether Triggerkit itself raised the error. Never throws. */
export function isTriggerkitError(value: unknown): value is TriggerkitError {
  return hasKind(value, 'TriggerkitError')
}

function hasKind(value: unknown, kind: string): boolean {
  if (value === null || typeof value !== 'object') return false
  try {
    const kinds = (value as { [marker]?: unknown })[marker]
    return Array.isArray(kinds) && kinds.includes(kind)
  } catch {
    return false
  }
}
