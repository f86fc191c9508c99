import { readFileSync, writeFileSync } from 'node:fs'
import { inRoot } from '../workspace/root.mjs'
import { cliPage } from './cli-page.mjs'
import { definitionSchemaText } from './definition-schema.mjs'
import { ductapePage } from './ductape-page.mjs'
import { providersPage } from './providers-page.mjs'
import { referencePage } from './reference-page.mjs'
import { testingPage } from './testing-page.mjs'

/**
 * @typedef {object} GeneratedPage
 * @property {string} path relative to the checkout
 * @property {(current: string) => Promise<string>} text as the code has it now; `current` is what the page says, for those written by hand
 *   but for a part
 */

/** @type {GeneratedPage[]} */
const pages = [
  { path: 'packages/core/schema.json', text: definitionSchemaText },
  { path: 'docs/reference.md', text: referencePage },
  { path: 'docs/cli.md', text: cliPage },
  { path: 'docs/ductape.md', text: ductapePage },
  { path: 'docs/providers.md', text: providersPage },
  { path: 'docs/testing.md', text: testingPage },
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
    const current = read(path)
    if (current !== (await text(current))) stale.push(`${path} is not what the code says. Run "npm run docs".`)
  }
  return stale
}

export async function writePages() {
  for (const { path, text } of pages) writeFileSync(inRoot(path), await text(read(path)))
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(inRoot(path), 'utf8')
  } catch {
    return ''
  }
}
