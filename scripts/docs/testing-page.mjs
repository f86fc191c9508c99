import { readFileSync } from 'node:fs'
import { inRoot } from '../workspace/root.mjs'

const example = 'test/examples/testing-triggers.test.ts'

/**
 * docs/testing.md with its example as it runs in the tests.
 *
 * @param {string} text of the page as it is
 */
export async function testingPage(text) {
  const code = readFileSync(inRoot(example), 'utf8')
  return text.replace(/^(## A complete test$[\s\S]*?^```ts\n)[\s\S]*?(?=^```$)/m, (_whole, before) => before + code)
}
