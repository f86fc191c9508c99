import { describeValue } from './describe-value.ts'
import { describePlace, type ErrorPlace, placeData } from './error-place.ts'
import { TriggerkitError } from './triggerkit-error.ts'

/**
 * Turns whatever user code threw into an Error. A real Error, also one of another realm, stays the very same object.
 * Anything else (undefined, a string, a frozen object, an error whose own fields throw when read) becomes a
 * `TriggerkitError` of code `STRANGE_THROW` that names the trigger and has what was thrown as its `cause`. Never
 * throws.
 */
export function toError(thrown: unknown, where: ErrorPlace): Error {
  if (isReadableError(thrown)) return thrown
  return new TriggerkitError({
    code: 'STRANGE_THROW',
    message:
      `${describePlace(where)} threw ${describeValue(thrown)} instead of an Error. ` +
      'Throw an Error, which has a message and a stack.',
    cause: thrown,
    data: placeData(where),
  })
}

/** What an error says, however broken the error is. Never throws. */
export function messageOf(thrown: unknown): string {
  if (isReadableError(thrown)) return thrown.message || thrown.name
  return describeValue(thrown)
}

function isReadableError(value: unknown): value is Error {
  if (value === null || typeof value !== 'object') return false
  try {
    const isError = value instanceof Error || Object.prototype.toString.call(value) === '[object Error]'
    const { message, name, stack } = value as Error
    return (
      isError &&
      typeof message === 'string' &&
      typeof name === 'string' &&
      (stack === undefined || typeof stack === 'string')
    )
  } catch {
    return false
  }
}
