import { readFile } from 'node:fs/promises'

/**
 * @typedef {object} TestResult what a run of vitest came to
 * @property {number} passed
 * @property {number} failed tests, files that did not load, and errors outside any test
 * @property {number} skipped
 * @property {Record<string, number>} rules how many tests that passed carry a rule's number in their name
 * @property {string[]} told what tests have to say of themselves: a line each, from `task.meta.told`
 */

/**
 * @param {string} file
 * @returns {Promise<TestResult>} one failure where vitest ended before it could write its result
 */
export async function readResult(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return { passed: 0, failed: 1, skipped: 0, rules: {}, told: [] }
  }
}
