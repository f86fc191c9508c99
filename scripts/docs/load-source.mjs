import { tsImport } from 'tsx/esm/api'
import { inRoot } from '../workspace/root.mjs'

/**
 * A module of a package's source as it stands: generated pages are made of the very tables that the code works by.
 *
 * @param {string} path of a TypeScript file, relative to the checkout
 * @returns {Promise<any>}
 */
export function loadSource(path) {
  return tsImport(inRoot(path), import.meta.url)
}
