import { build } from '../workspace/build.mjs'

/** @returns {Promise<number>} */
export async function run() {
  await build()
  return 0
}
