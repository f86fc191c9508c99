import { expect, it } from 'vitest'
import { runExample } from './run-example.ts'

it('examples/prisma-blog ends well, and every statement of its report holds', { timeout: 120_000 }, async () => {
  const { code, output } = await runExample('prisma-blog')
  expect(output).toContain('Everything adds up.')
  expect(output).not.toContain('WRONG')
  expect(output).toMatch(/ok +(\d+) audit rows = \1 changes/)
  expect(output).toMatch(/ok +mails arrived word for word, each once \(6\)/)
  expect(code).toBe(0)
})
