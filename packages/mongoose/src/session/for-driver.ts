import { toError } from '@triggerkit/core/adapter'

/**
 * An error of ours as the driver takes it: `withTransaction` asks whatever fails at the commit for its labels, and would throw a TypeError in
 * its place where it has no method for that. The very same object, where it is one.
 */
export function forDriver(thrown: unknown): Error {
  const error = toError(thrown, {})
  if (typeof (error as { hasErrorLabel?: unknown }).hasErrorLabel === 'function') return error
  if (!Object.isExtensible(error)) return forDriver(new Error(error.message, { cause: error }))
  return Object.defineProperty(error, 'hasErrorLabel', { value: () => false, configurable: true })
}
