import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { type ExampleResult, runExample } from './run-example.ts'

const timeout = 240_000
/** The command line's source, which resolves the packages' sources as the example's own process does. */
const TRIGGERKIT_BIN = fileURLToPath(new URL('../../packages/cli/src/bin.ts', import.meta.url))

describe('examples/team', () => {
  let example: ExampleResult
  beforeAll(async () => {
    example = await runExample('team', { TRIGGERKIT_BIN, JITI_TRY_NATIVE: '1' })
  }, timeout)

  it('ends well: pushed, changed live, refused, in conflict, pulled and reverted', () => {
    expect(example.output).not.toContain('WRONG')
    expect(example.output.match(/^ {2}ok {2} /gm), example.output).toHaveLength(14)
    expect(example.output).toContain('All of it holds.')
    expect(example.code).toBe(0)
  })

  it('shows the difference, what is wrong, the conflict, and the history with who and why', () => {
    expect(example.output).toMatch(/condition\.value\n {4}- 1000\n {4}\+ 500/)
    expect(example.output).toMatch(/events\[0\]: unknown event "afterInsrt", did you mean "afterInsert"\?/)
    expect(example.output).toMatch(/"large-order": version 3 in the store, 2 at the last pull or push/)
    expect(example.output).toMatch(/version 3 updated .* by support\n {4}Sales is on holiday/)
  })
})
