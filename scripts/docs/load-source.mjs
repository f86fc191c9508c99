import { inRoot } from '../workspace/root.mjs'

/**
 * A module of a package's source as it stands: generated pages are made of the very tables that the code works by. What loads it is there once
 * the workspace is prepared.
 *
 * @param {string} path of a TypeScript file, relative to the checkout
 * @returns {Promise<any>}
 */
export async function loadSource(path) {
  const { tsImport } = await import('tsx/esm/api')
  return tsImport(inRoot(path), import.meta.url)
}
