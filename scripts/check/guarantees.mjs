import { readFileSync, writeFileSync } from 'node:fs'
import { inRoot } from '../workspace/root.mjs'
import { sourceFiles } from './source-files.mjs'

const page = 'docs/guarantees.md'
const mostFiles = 2

/**
 * Whether docs/guarantees.md names, for each rule, the tests that show it as they stand.
 *
 * @returns {Promise<string[]>}
 */
export async function findGuaranteeProblems() {
  const text = readFileSync(inRoot(page), 'utf8')
  if (text === withTests(text)) return []
  return [`${page} does not name the tests as they stand. Run "npm run docs".`]
}

/** Writes the names of the tests into the page. */
export function writeGuarantees() {
  const text = readFileSync(inRoot(page), 'utf8')
  writeFileSync(inRoot(page), withTests(text))
}

/** @param {string} text */
function withTests(text) {
  const files = testFiles()
  return text
    .replaceAll(/^\| *rule *\| *promise *\|.*$\n\|[ |:-]*$/gm, '| rule | promise | shown by |\n| --- | --- | --- |')
    .replaceAll(
      /^\| *(R\d+) *\| *(.*?) *\|(?: *(?:\[|none).*)?$/gm,
      (_line, rule, promise) => `| ${rule} | ${promise} | ${linksTo(rule, files)} |`,
    )
}

/**
 * @param {string} rule
 * @param {import('./source-files.mjs').SourceFile[]} files
 */
function linksTo(rule, files) {
  const named = new RegExp(`(?:it|test|describe|each|name|rule)\\b[^\\n]*['"\`][^\\n]*\\b${rule}\\b`)
  const found = files.filter(({ text }) => named.test(text)).map(({ path }) => path)
  if (found.length === 0) return 'none yet'
  return found
    .slice(0, mostFiles)
    .map((path) => `[${path.split('/').at(-1)}](../${path})`)
    .join(', ')
}

function testFiles() {
  return sourceFiles(['packages', 'test'], /\.(?:test|conformance)\.ts$/).sort((one, other) =>
    one.path.localeCompare(other.path),
  )
}
