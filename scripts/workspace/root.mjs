import { fileURLToPath } from 'node:url'

/** The checkout. */
export const root = fileURLToPath(new URL('../../', import.meta.url))

/**
 * @param {string} path relative to the checkout
 * @returns {string}
 */
export function inRoot(path) {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url))
}
