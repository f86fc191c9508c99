import { mkdir, rm } from 'node:fs/promises'
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
  const folder = inRoot('.cache/test')
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const env = { TRIGGERKIT_RESULT_FILE: `${folder}/result.json`, TRIGGERKIT_UNREACHABLE_FILE: `${folder}/unreachable.txt` }
  const reporters = ['--reporter=default', `--reporter=${inRoot('scripts/report/vitest-reporter.mjs')}`]
  const vitest = [inRoot('node_modules/vitest/vitest.mjs'), 'run', '--typecheck', ...reporters, ...args]
  const { code } = await runNode(vitest, { env, show: true })
  const result = await readResult(env.TRIGGERKIT_RESULT_FILE)
  // Vitest may fail for a reason that is no test: then the count must not look like a success.
  if (code !== 0 && result.failed === 0) result.failed = 1
  await printSummary(result, env.TRIGGERKIT_UNREACHABLE_FILE, args.length > 0)
  return result.failed === 0 ? 0 : 1
}
