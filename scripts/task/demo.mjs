import { build } from '../workspace/build.mjs'
import { inRoot } from '../workspace/root.mjs'
import { runNode } from '../workspace/run-program.mjs'

/**
 * @param {string[]} args
 * @returns {Promise<number>}
 */
export async function run(args) {
  await build(['@triggerkit/example-shop'])
  const cwd = inRoot('examples/shop')
  return (await runNode([`${cwd}/node_modules/tsx/dist/cli.mjs`, 'src/main.ts', ...args], { cwd, show: true })).code
}
