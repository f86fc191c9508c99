import { install } from '../workspace/install.mjs'
import { inRoot } from '../workspace/root.mjs'
import { runNode } from '../workspace/run-program.mjs'

/**
 * @param {string[]} args paths; everything when there is none
 * @returns {Promise<number>}
 */
export async function run(args) {
  await install()
  return (await runNode([inRoot('node_modules/@biomejs/biome/bin/biome'), 'check', '--write', ...args], { show: true }))
    .code
}
