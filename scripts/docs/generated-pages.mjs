import { readFileSync, writeFileSync } from 'node:fs'
import { inRoot } from '../workspace/root.mjs'
import { definitionSchemaText } from './definition-schema.mjs'
import { referencePage } from './reference-page.mjs'

/**
 * @typedef {object} GeneratedPage
 * @property {string} path relative to the checkout
 * @property {() => Promise<string>} text as the code has it now
 */

/** @type {GeneratedPage[]} */
const pages = [
  { path: 'packages/core/schema.json', text: definitionSchemaText },
  { path: 'docs/reference.md', text: referencePage },
]

/**
 * Whether every generated page says what the code says.
 *
 * @returns {Promise<string[]>}
 */
export async function findStalePages() {
  /** @type {string[]} */
  const stale = []
  for (const { path, text } of pages) {
    if (read(path) !== (await text())) stale.push(`${path} is not what the code says. Run "npm run docs".`)
  }
  return stale
}

export async function writePages() {
  for (const { path, text } of pages) writeFileSync(inRoot(path), await text())
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(inRoot(path), 'utf8')
  } catch {
    return undefined
  }
}
