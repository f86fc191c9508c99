import { expect, it } from 'vitest'
import { closeProvider, perform } from './perform.ts'
import type { ProviderCase } from './provider-case.ts'

/** Its actions are really done, and say so. */
export function inputConformance(subject: ProviderCase): void {
  it('says its family, its name, and takes each of its actions', async () => {
    const { harness, bench } = subject
    const provider = bench.create() as { family?: string; name?: string }
    expect(provider.family).toBe(harness.family)
    expect(provider.name).toMatch(/^[a-z][a-z\d-]*$/)
    try {
      for (const each of bench.actions) {
        const before = await bench.arrived()
        const report = await perform(harness, provider, each)
        expect(report, JSON.stringify(each.action)).toMatchObject({ status: 'done' })
        if ('result' in each) expect(report.result).toEqual(each.result)
        if (each.isCounted !== false) expect(await bench.arrived(), JSON.stringify(each.action)).toBeGreaterThan(before)
      }
    } finally {
      await closeProvider(provider)
    }
  })
}
