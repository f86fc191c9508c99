import { writeGuarantees } from '../check/guarantees.mjs'
import { writeDuctapePage } from '../docs/ductape.mjs'
import { writeTestingPage } from '../docs/testing.mjs'

/** @returns {Promise<number>} */
export async function run() {
  writeGuarantees()
  await writeDuctapePage()
  writeTestingPage()
  return 0
}
