import { inspect } from 'node:util'

/** Whatever was thrown, as an error: of another realm too, and also where a text or nothing was thrown. */
export function asError(thrown: unknown): Error {
  if (thrown instanceof Error || Object.prototype.toString.call(thrown) === '[object Error]') return thrown as Error
  return new Error(
    typeof thrown === 'string' ? thrown : inspect(thrown, { depth: 1, breakLength: Number.POSITIVE_INFINITY }),
  )
}
