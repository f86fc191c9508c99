import { TriggerkitError } from '../errors/triggerkit-error.ts'

/** A template that cannot be compiled. Code `TEMPLATE_SYNTAX`. */
export function templateSyntaxError(message: string): TriggerkitError {
  return new TriggerkitError({ code: 'TEMPLATE_SYNTAX', message })
}

const ofRendering: ReadonlySet<string> = new Set(['TEMPLATE_VALUE_REFUSED', 'TEMPLATE_TOO_LARGE'])

/** Whether rendering threw it because of what it was given. */
export function isRenderingError(thrown: unknown): thrown is TriggerkitError {
  return TriggerkitError.isInstance(thrown) && ofRendering.has(thrown.code)
}
