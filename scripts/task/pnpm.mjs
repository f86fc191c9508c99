import { providePnpm } from '../workspace/pnpm.mjs'
import { runNode } from '../workspace/run-program.mjs'

/**
 * @param {string[]} args
 * @returns {Promise<number>}
 */
export async function run(args) {
  return (await runNode([await providePnpm(), ...args], { show: true })).code
}
