import { expect, it } from 'vitest'
import { runExample } from './run-example.ts'

it('examples/mongoose-support ends well, and every statement of its report holds', { timeout: 120_000 }, async () => {
  const { code, output } = await runExample('mongoose-support')
  expect(output).toContain('Everything adds up.')
  expect(output).not.toContain('WRONG')
  expect(output).toMatch(/ok +agents' counts are what their tickets come to \(2\)/)
  expect(output).toMatch(/ok +urgent tickets paged somebody, each once \(2\)/)
  expect(code).toBe(0)
})
