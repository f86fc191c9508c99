import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readResult } from '../report/result-file.mjs'
import { printSummary } from '../report/summary.mjs'
import { install } from '../workspace/install.mjs'
import { inRoot } from '../workspace/root.mjs'
import { runNode } from '../workspace/run-program.mjs'

/**
 * @param {string[]} args for vitest: words that the path of a test file has to contain, options
 * @returns {Promise<number>}
 */
export async function run(args) {
  await install()
  const folder = await mkdtemp(join(tmpdir(), 'triggerkit-test-'))
  try {
    return await runIn(folder, args)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * @param {string} folder for what this run leaves to its summary
 * @param {string[]} args
 */
async function runIn(folder, args) {
  const env = {
    TRIGGERKIT_RESULT_FILE: join(folder, 'result.json'),
    TRIGGERKIT_UNREACHABLE_FILE: join(folder, 'unreachable.txt'),
  }
  const reporter = `--reporter=${inRoot('scripts/report/vitest-reporter.mjs')}`
  const vitest = [inRoot('node_modules/vitest/vitest.mjs'), 'run', '--typecheck', reporter, ...args]
  const { code } = await runNode(vitest, { env, show: true })
  const result = await readResult(env.TRIGGERKIT_RESULT_FILE)
  // Vitest may fail for a reason that is no test: then the count must not look like a success.
  if (code !== 0 && result.failed === 0) result.failed = 1
  await printSummary(result, env.TRIGGERKIT_UNREACHABLE_FILE, args.length > 0)
  return result.failed === 0 ? 0 : 1
}
