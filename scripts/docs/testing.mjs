import { readFileSync, writeFileSync } from 'node:fs'
import { inRoot } from '../workspace/root.mjs'

const page = 'docs/testing.md'
const example = 'test/examples/testing-triggers.test.ts'

/**
 * Whether the page shows the example as it runs.
 *
 * @returns {Promise<string[]>}
 */
export async function findTestingProblems() {
  const text = readFileSync(inRoot(page), 'utf8')
  return text === withExample(text) ? [] : [`${page} does not show ${example} as it stands. Run "npm run docs".`]
}

/** Writes the example into the page. */
export function writeTestingPage() {
  const text = readFileSync(inRoot(page), 'utf8')
  writeFileSync(inRoot(page), withExample(text))
}

/** @param {string} text */
function withExample(text) {
  const code = readFileSync(inRoot(example), 'utf8')
  return text.replace(/^(## A complete test$[\s\S]*?^```ts\n)[\s\S]*?(?=^```$)/m, (_whole, before) => before + code)
}
