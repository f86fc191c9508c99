import { writeGuarantees } from '../check/guarantees.mjs'
import { writePages } from '../docs/generated-pages.mjs'
import { install } from '../workspace/install.mjs'

/** @returns {Promise<number>} */
export async function run() {
  await install()
  writeGuarantees()
  await writePages()
  return 0
}
