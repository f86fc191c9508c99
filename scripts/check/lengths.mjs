import { sourceFiles, withoutComments } from './source-files.mjs'

/**
 * @typedef {object} Limit in lines that are neither empty nor a comment
 * @property {RegExp} files the first limit whose pattern matches holds
 * @property {number} warn
 * @property {number} fail
 */

/** @type {Limit[]} */
const limits = [
  { files: /^packages\/[^/]+\/test\/[^/]+\.conformance\.test\.ts$/, warn: 60, fail: 120 },
  { files: /\.conformance\.ts$/, warn: 250, fail: 450 },
  { files: /\.test(-d)?\.ts$/, warn: 400, fail: 500 },
  { files: /\.(ts|mjs)$/, warn: 300, fail: 450 },
]

/** @returns {{ problems: string[], warnings: string[] }} */
export function findLongFiles() {
  /** @type {{ problems: string[], warnings: string[] }} */
  const found = { problems: [], warnings: [] }
  for (const { path, text } of sourceFiles(['packages', 'examples', 'bench', 'test', 'scripts'], /\.(ts|mjs)$/)) {
    const limit = limits.find(({ files }) => files.test(path))
    const length = codeLines(text)
    if (!limit || length <= limit.warn) continue
    const list = length > limit.fail ? found.problems : found.warnings
    list.push(`${path}: ${length} lines of code; one concept a file takes at most ${limit.warn}, ${limit.fail} fail`)
  }
  return found
}

/** @param {string} text */
function codeLines(text) {
  return withoutComments(text)
    .split('\n')
    .filter((line) => line.trim() !== '').length
}
