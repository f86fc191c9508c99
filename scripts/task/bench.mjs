import { build } from '../workspace/build.mjs'
import { inRoot } from '../workspace/root.mjs'
import { runNode } from '../workspace/run-program.mjs'

/**
 * @param {string[]} args
 * @returns {Promise<number>}
 */
export async function run(args) {
  await build(['@triggerkit/bench'])
  const cwd = inRoot('bench')
  return (await runNode(['--expose-gc', 'dist/main.js', ...args], { cwd, show: true })).code
}
