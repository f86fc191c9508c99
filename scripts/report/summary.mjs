import { readFile } from 'node:fs/promises'

/** The rules of execution that have to be kept by now; those of the queue, R40 to R45, come with it. */
const rules = Array.from({ length: 48 }, (_, index) => `R${index + 1}`)

/**
 * What `npm test` ends with; the last line is the count.
 *
 * @param {import('./result-file.mjs').TestResult} result
 * @param {string} unreachableFile a line for each time that a server was asked for and did not answer
 * @param {boolean} partial whether only some files ran
 */
export async function printSummary(result, unreachableFile, partial) {
  const missing = rules.filter((rule) => !result.rules[rule])
  const present = rules.filter((rule) => result.rules[rule])
  console.log(
    `\nRules R1 to R48 with a test by number${partial ? ' in the files that ran' : ''}: ${present.length} of ${rules.length}`,
  )
  if (present.length > 0) console.log(`  ${present.map((rule) => `${rule} (${result.rules[rule]})`).join(', ')}`)
  if (missing.length > 0 && !partial) console.log(`  without one: ${missing.join(', ')}`)
  for (const line of result.told) console.log(line)
  for (const line of await unreachableServers(unreachableFile)) console.log(line)
  console.log(`${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped`)
}

/** @param {string} file */
async function unreachableServers(file) {
  const text = await readFile(file, 'utf8').catch(() => '')
  return new Set(text.split('\n').filter(Boolean))
}
