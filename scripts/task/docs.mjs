import { writeGuarantees } from '../check/guarantees.mjs'

/** @returns {Promise<number>} */
export async function run() {
  writeGuarantees()
  return 0
}
