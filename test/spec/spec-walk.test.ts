import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { actionExpectations } from './expectation/actions.ts'
import { applicationExpectations } from './expectation/applications.ts'
import type { Expectation } from './expectation/expectation.ts'
import { operationExpectations } from './expectation/operations.ts'
import { ruleExpectations } from './expectation/rules.ts'
import { readSpecPage } from './fixture/spec-page.ts'
import { Walk } from './fixture/walk.ts'

const expectations: Record<string, Expectation> = {
  ...applicationExpectations,
  ...actionExpectations,
  ...ruleExpectations,
  ...operationExpectations,
}
const { blocks, headings } = readSpecPage()
const walked = new Set<number>()

/** The specification's own code, block after block, and what it has to bring about. */
describe('SPEC walk', () => {
  it.each(blocks)('block $number: $title', async (block) => {
    const expectation = expectations[block.title]
    if (expectation === undefined) throw new Error(`block ${block.number} (${block.title}) has no expectation`)
    const walk = await Walk.begin(block.code.includes('databases.connect('))
    try {
      await expectation.before?.(walk)
      await walk.run(block)
      await expectation.after(walk)
      walked.add(block.number)
    } finally {
      await walk.end()
    }
  })

  it('walks the specification as it was given, byte by byte', () => {
    const bytes = readFileSync(new URL('spec.md', import.meta.url))
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(
      'fd859a548f9d28a74b70912c0fa82d9935e3277227fb9f5b81ee63884b8aab30',
    )
  })

  it('has no expectation without its block', () => {
    const titles = blocks.map(({ title }) => title)
    expect(Object.keys(expectations).filter((title) => !titles.includes(title))).toEqual([])
  })

  it('finds every method of the reference', async () => {
    const walk = await Walk.begin(false)
    const methods = headings.flatMap((heading) => /^triggers\.(\w+)\(/.exec(heading)?.[1] ?? [])
    expect(methods).toHaveLength(12)
    for (const method of methods) expect(walk.db.triggers).toHaveProperty(method, expect.any(Function))
    await walk.end()
  })

  it('has run every block', ({ task }) => {
    Object.assign(task.meta, { told: `SPEC walk: ${walked.size} of ${blocks.length} blocks run, effects checked` })
    expect(walked.size).toBe(blocks.length)
  })
})
