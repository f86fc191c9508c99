import { writeGuarantees } from '../check/guarantees.mjs'
import { writeDuctapePage } from '../docs/ductape.mjs'

/** @returns {Promise<number>} */
export async function run() {
  writeGuarantees()
  await writeDuctapePage()
  return 0
}
